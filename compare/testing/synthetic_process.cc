// SPDX-License-Identifier: Apache-2.0
#include "compare/testing/synthetic_process.h"

#include <cmath>
#include <string>

#include "results/table_points.h"

namespace attnwatch {
namespace {

constexpr double kClock = 1.8e9;
constexpr int kLaunches = 4;

// SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014).
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

double Uniform(uint64_t key) { return (static_cast<double>(Mix(key) >> 11) + 0.5) * 0x1p-53; }

Labels PointLabels(int64_t head_dim) {
  return {{"kernel", "cublas"},
          {"dtype", "float16"},
          {"head_dim", std::to_string(head_dim)},
          {"alignment_class", std::to_string(FigureClass(head_dim))}};
}

Visit MakeVisit(const SyntheticProcess& process, const SyntheticPoint& point, int round) {
  const auto d = static_cast<uint64_t>(point.head_dim);
  const auto n = static_cast<uint64_t>(process.number);
  const auto r = static_cast<uint64_t>(round);
  Visit visit;
  visit.round = round;
  visit.temperature_celsius = process.temperature_celsius;
  const double log_clock =
      process.clock_shift + process.clock_deviation * NormalHash(d, n, 100 + r);
  if (process.has_clock) visit.sm_clock_hertz = kClock * std::exp(log_clock);
  const double log_time = point.offset + point.elasticity * log_clock +
                          process.process_noise * NormalHash(d, n, 0) +
                          process.visit_noise * NormalHash(d, n, r);
  for (int i = 0; i < kLaunches; ++i) {
    visit.seconds.push_back(point.seconds * std::exp(log_time + 1e-5 * i));
  }
  return visit;
}

}  // namespace

SyntheticPoint MakePoint(int64_t head_dim, double offset) {
  SyntheticPoint point;
  point.head_dim = head_dim;
  point.offset = offset;
  return point;
}

// Box and Muller.
double NormalHash(uint64_t a, uint64_t b, uint64_t c) {
  const uint64_t key = Mix(Mix(Mix(a) ^ b) ^ c);
  return std::sqrt(-2 * std::log(Uniform(key))) *
         std::cos(2 * 3.14159265358979323846 * Uniform(key + 1));
}

attnwatch::Run MakeProcess(const SyntheticProcess& process,
                           const std::vector<SyntheticPoint>& points) {
  attnwatch::Run run;
  run.grid = "figure";
  // Sorted as text, the ids are in the order of the numbers.
  run.id = "20261123T1200" + std::to_string(100 + process.number) + "Z-0123abc-1";
  run.started_at = "2026-11-23T12:00:00Z";
  run.complete = true;
  run.environment.device_key = "synthetic-h100-80gb-hbm3";
  run.environment.hard = {{"gpu", "synthetic H100"}};
  for (const SyntheticPoint& point : points) {
    Measurement measurement;
    measurement.labels = PointLabels(point.head_dim);
    measurement.status = Status::kOk;
    for (int round = 1; round <= process.rounds; ++round) {
      measurement.visits.push_back(MakeVisit(process, point, round));
    }
    run.measurements.push_back(std::move(measurement));
  }
  return run;
}

}  // namespace attnwatch
