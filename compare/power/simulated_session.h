// SPDX-License-Identifier: Apache-2.0
//
// SimulatedSession: processes of a made-up device with the noise that a record found on a real one,
// and with what may go wrong on top. Log times are sums of parts:
//
//   log t = log(prototype) + elasticity x log clock + drift + process + visit + sample
//
//   Machine machine{&run, &noise};
//   machine.throttled_share = 0.25;
//   SimulatedSession session(machine, plantings, seed);
//
// The process and visit parts have each case's own deviations of the record, off by a random factor
// a session: a judge must not profit from knowing them exactly.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "compare/power/session.h"

namespace attnwatch {

// Deviations and sizes are of natural logarithms.
struct Machine {
  const Run* prototype = nullptr;      // its cases and their median times
  const NoiseRecord* noise = nullptr;  // of the same cases
  double noise_scale = 1;              // of the process and visit parts
  double record_error = 0.3;           // deviation of the factor between record and truth
  int rounds = 2;
  int launches = 4;
  double sample_deviation = 0.001;
  double visit_clock_deviation = 0.012;  // what ran before a visit
  // Both drifts are Ornstein-Uhlenbeck processes with a time constant of 300 s.
  double clock_drift = 0.0025;
  double other_drift = 0.0003;   // of time itself: what no clock explains
  double cold_ramp = 0;          // of time: it starts as much faster and decays in 120 s
  double throttled_share = 0;    // of all minutes: the clock is 8 % lower
  double two_state_share = 0;    // of the cases: 1 to 4 % slower in some processes
  uint64_t two_state_seed = 1;   // which cases: the same in every session of a machine
  double outlier_share = 0.002;  // of processes x cases: slower by an exponential of ...
  double outlier_mean = 0.01;    // ... this mean
};

class SimulatedSession : public Session {
 public:
  SimulatedSession(const Machine& machine, const Plantings& plantings, uint64_t seed);

  const Run& Measure(Arm arm, const std::vector<Labels>& cases) override;
  size_t max_pairs() const override { return 64; }
  double seconds() const override { return seconds_; }

 private:
  // What is true of a case in this session.
  struct Point {
    const Measurement* prototype = nullptr;
    std::vector<Labels::Pair> key;
    double log_seconds = 0;
    double elasticity = 0;
    double process_deviation = 0;
    double visit_deviation = 0;
    double planted = 0;
    double gap = 0;  // of its states
    double slow_state_probability = 0;
  };

  Point MakePoint(const Measurement& prototype, const Plantings& plantings);
  void MakeStates(std::mt19937_64* random, Point* point) const;
  Measurement MeasurePoint(const Point& point, Arm arm, double begin, double seconds);
  Visit MakeVisit(const Point& point, int round, double at_seconds, double log_time);
  void AdvanceDrifts(double to_seconds);
  bool IsThrottled(double at_seconds);
  double Normal() { return normal_(random_); }

  Machine machine_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::vector<Point> points_;
  std::vector<bool> throttled_;
  std::deque<Run> measured_;  // addresses are stable
  double seconds_ = 0;
  double drifted_to_ = 0;
  double clock_drift_ = 0;
  double other_drift_ = 0;
};

}  // namespace attnwatch
