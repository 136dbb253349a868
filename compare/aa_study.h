// SPDX-License-Identifier: Apache-2.0
//
// AaStudy: what runs of identical code (A/A) say about a device: how far two processes are apart,
// what of it the clock explains, what more samples buy, and how often rules that people use would
// call identical code slower. `attnwatch aa` prints it.
//
//   const AaStudy study = StudyAa(runs, {});
//   WriteNoiseRecord(study.noise, "noise.json");
#pragma once

#include <vector>

#include "compare/false_alarms.h"
#include "compare/noise.h"

namespace attnwatch {

// Of the standard deviation, point by point, of the difference of two processes' log times.
struct Spread {
  double median = 0;  // over the points
  double p95 = 0;
  double worst = 0;
};

struct SpreadRow {
  CaseGroup group;
  size_t point_count = 0;
  Spread raw;       // of log medians as measured
  Spread minimum;   // of log minima
  Spread adjusted;  // of clock-adjusted log medians
};

// The same where only the first `rounds` judged visits of every process are used, with the
// elasticities of all of them.
struct RoundsRow {
  size_t rounds = 0;
  double samples = 0;  // a point and process, mean
  Spread raw;
  Spread adjusted;
};

struct AaOptions {
  size_t set_aside = 0;  // the last runs are not fitted, and the false alarms are counted on them
  int splits = 100;      // random ones, in which the gate is tried
};

struct AaStudy {
  NoiseRecord noise;              // of the fitted runs
  size_t visit_count = 0;         // the most judged visits of a case that all processes have
  std::vector<SpreadRow> spread;  // by group, as in noise.groups
  std::vector<RoundsRow> rounds;
  FalseAlarms alarms;
};

// Needs two fitted runs or more, in the order of their ids; throws Error where there are fewer, or
// where the runs are not comparable.
AaStudy StudyAa(const std::vector<const Run*>& runs, const AaOptions& options);

}  // namespace attnwatch
