// SPDX-License-Identifier: Apache-2.0
//
// NoiseRecord: what runs of identical code say about the noise of a device, so that a gate need not
// estimate it from the few processes at hand. All variances are of natural logarithms of times:
// sqrt(variance) = 0.001 is 0.1 %.
//
//   const NoiseRecord noise = EstimateNoise(runs);       // of `attnwatch aa`
//   PriorOf(noise, labels, group, Basis::kAdjusted);     // what a judge moderates with
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/case_table.h"
#include "compare/elasticity.h"
#include "compare/two_state.h"
#include "compare/variance_prior.h"

namespace attnwatch {

// What of a process is compared: its clock-adjusted log median, or the log median as measured.
enum class Basis { kAdjusted, kRaw };

struct PointNoise {
  Labels labels;
  CaseGroup group;
  size_t process_count = 0;
  ElasticitySource elasticity_source = ElasticitySource::kNoClock;
  double elasticity = 0;
  double elasticity_error = 0;
  // Between processes, with process_count - 1 degrees of freedom.
  double adjusted_variance = 0;
  double raw_variance = 0;
  double clock_variance = 0;  // of the process' median log clock; 0 without clocks
  // The adjusted variance in two parts: of one visit around its process (robust, by the MAD), and
  // what the processes vary beyond what their visits explain.
  double visit_variance = 0;
  double between_variance = 0;
  std::optional<TwoStates> two_states;
};

struct GroupNoise {
  CaseGroup group;
  size_t point_count = 0;
  // The prior of any of its points (variance 0 and no degrees of freedom where too few points say).
  VariancePrior adjusted;
  VariancePrior raw;
  // Of the median over its points, between processes: what the group moves together.
  double adjusted_shift_variance = 0;
  double raw_shift_variance = 0;
  // Of adjusted log time per degree Celsius; nothing where the temperatures say nothing.
  std::optional<double> temperature_coefficient;
  double temperature_error = 0;
};

struct NoiseRecord {
  std::string device_key;
  Labels hard;  // of the environment of the runs
  std::vector<std::string> run_ids;
  std::vector<PointNoise> points;
  // Kernel x class x power-capped, kernel x power-capped, and all.
  std::vector<GroupNoise> groups;
};

// From two runs of identical code or more, RequireComparable. Only cases that every run measured.
NoiseRecord EstimateNoise(const std::vector<const Run*>& runs);

// Adds what `older` knows of cases and groups that `noise` lacks. Of all kernels together, which
// speaks for kernels of neither, the noisier of both. Throws Error where they are of different
// devices or protocols.
void AddOlder(const NoiseRecord& older, NoiseRecord* noise);

const PointNoise* FindPoint(const NoiseRecord& noise, const Labels& labels);
const GroupNoise* FindGroup(const NoiseRecord& noise, const CaseGroup& group);

// What the record knows of the variance of a process' value: the point's own, else its group's,
// its kernel's or that of all. Nothing where it knows none of them.
std::optional<VariancePrior> PriorOf(const NoiseRecord& noise, const Labels& labels,
                                     const CaseGroup& group, Basis basis);

}  // namespace attnwatch
