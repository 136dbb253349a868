// SPDX-License-Identifier: Apache-2.0
#include "report/testing/synthetic_run.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "results/table_points.h"

namespace attnwatch {
namespace {

constexpr int64_t kBatch = 4, kHeads = 96, kSeqLen = 2048;
constexpr double kWriteBytesPerSecond = 3.26e12;
constexpr double kGemmFlopsPerSecond = 7.55e14;

// A class runs at this share of its floor until it reaches a rate of its own.
struct Ladder {
  double fraction_of_floor;
  double flops_per_second_max;
};
constexpr std::array<Ladder, kFigureClasses.size()> kLadder = {{{0.60, 1.10e14},
                                                                {0.66, 1.65e14},
                                                                {0.68, 1.66e14},
                                                                {0.76, 4.60e14},
                                                                {0.80, 5.00e14},
                                                                {0.83, 5.40e14},
                                                                {0.86, 5.80e14}}};

size_t LadderIndex(int64_t head_dim) {
  size_t index = 0;
  while (kFigureClasses[index] != FigureClass(head_dim)) ++index;
  return index;
}

double FloorSeconds(const Measurement& measurement) {
  return std::max(static_cast<double>(measurement.byte_count) / kWriteBytesPerSecond,
                  static_cast<double>(measurement.flop_count) / kGemmFlopsPerSecond);
}

// Approaches the class' own rate smoothly, with a ripple that repeats every 37 head_dims.
double TypicalSeconds(const Measurement& measurement, int64_t head_dim) {
  const Ladder ladder = kLadder[LadderIndex(head_dim)];
  const double floor_seconds = FloorSeconds(measurement) / ladder.fraction_of_floor;
  const double rate_seconds =
      static_cast<double>(measurement.flop_count) / ladder.flops_per_second_max;
  const double ripple = 1 + 0.004 * std::sin(static_cast<double>(head_dim % 37));
  return std::pow(std::pow(floor_seconds, 4) + std::pow(rate_seconds, 4), 0.25) * ripple;
}

Labels MakeLabels(int64_t head_dim) {
  return {{"kernel", "cublas"},
          {"dtype", "float16"},
          {"layout", "tn"},
          {"batch", std::to_string(kBatch)},
          {"heads", std::to_string(kHeads)},
          {"seq_len", std::to_string(kSeqLen)},
          {"head_dim", std::to_string(head_dim)},
          {"hidden_size", std::to_string(kHeads * head_dim)},
          {"alignment_class", std::to_string(FigureClass(head_dim))}};
}

Measurement MakeMeasurement(int64_t head_dim) {
  Measurement measurement;
  measurement.labels = MakeLabels(head_dim);
  measurement.status = Status::kOk;
  const int64_t scores = kBatch * kHeads * kSeqLen * kSeqLen;
  measurement.flop_count = 2 * scores * head_dim;
  measurement.byte_count = 2 * (2 * kBatch * kHeads * kSeqLen * head_dim + scores);
  measurement.floor_seconds = FloorSeconds(measurement);
  measurement.max_error = 0.0004;
  measurement.error_bound = 0.002;
  return measurement;
}

void AddVisits(double seconds, Measurement* measurement) {
  // The warm-up is slow, so that a report which judged it would show.
  Visit warmup;
  warmup.flags.emplace_back(kWarmupFlag);
  warmup.seconds.assign(2, 3 * seconds);
  measurement->visits.push_back(warmup);
  for (int round = 1; round <= 3; ++round) {
    Visit visit;
    visit.round = round;
    visit.sm_clock_hertz = 1.83e9;
    for (const double spread : {-0.002, -0.0005, 0.0005, 0.002}) {
      visit.seconds.push_back(seconds * (1 + spread));
    }
    measurement->visits.push_back(visit);
  }
}

}  // namespace

Measurement SyntheticMeasurement(int64_t head_dim, double seconds) {
  Measurement measurement = MakeMeasurement(head_dim);
  AddVisits(seconds, &measurement);
  return measurement;
}

Run SyntheticRun() {
  Run run;
  run.grid = "figure";
  run.id = "20261123T120000Z-0123abc-1";
  run.started_at = "2026-11-23T12:00:00Z";
  run.complete = true;
  run.environment.device_key = "synthetic-h100-80gb-hbm3";
  run.environment.hard = {{"gpu", "synthetic H100"}, {"seed", "20240125"}};
  run.environment.soft = {{"commit", "0123abc"}, {"driver", "580.159.04"}};
  run.ceilings = {{"write", "start", kWriteBytesPerSecond, std::nullopt},
                  {"gemm_float16", "start", std::nullopt, kGemmFlopsPerSecond}};
  for (int64_t d = 1; d <= kSyntheticHeadDimMax; ++d) {
    run.measurements.push_back(SyntheticMeasurement(d, TypicalSeconds(MakeMeasurement(d), d)));
  }
  return run;
}

}  // namespace attnwatch
