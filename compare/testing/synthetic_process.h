// SPDX-License-Identifier: Apache-2.0
//
// Made-up processes for tests of judging: a Run whose times are computed from a few numbers, equal
// on every machine.
//
//   SyntheticProcess process;
//   process.clock_shift = -0.01;
//   const attnwatch::Run run = MakeProcess(process, {MakePoint(65), MakePoint(66)});
#pragma once

#include <cstdint>
#include <vector>

#include "results/run.h"

namespace attnwatch {

struct SyntheticPoint {
  int64_t head_dim = 65;
  double seconds = 0.003;    // at the clock of 1.8 GHz
  double elasticity = -0.9;  // what it really is
  double offset = 0;         // of log time, in this process
};

struct SyntheticProcess {
  int number = 1;                 // makes the id, and the noise
  double clock_shift = 0;         // of the log clock of all visits
  double clock_deviation = 0.01;  // of the log clock between visits
  double visit_noise = 0.0005;    // of log time between visits
  double process_noise = 0.0005;  // of log time between processes
  int rounds = 5;
  bool has_clock = true;
  double temperature_celsius = 65;
};

SyntheticPoint MakePoint(int64_t head_dim, double offset = 0);

// A standard normal number that depends on the three keys alone.
double NormalHash(uint64_t a, uint64_t b, uint64_t c);

attnwatch::Run MakeProcess(const SyntheticProcess& process,
                           const std::vector<SyntheticPoint>& points);

}  // namespace attnwatch
