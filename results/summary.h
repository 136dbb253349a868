// SPDX-License-Identifier: Apache-2.0
//
// Summaries of a Measurement that people and reports need: its judged samples, their median, rates.
//
//   if (const auto seconds = MedianSeconds(measurement)) Print(FlopsPerSecond(measurement,
//   *seconds));
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "results/error.h"
#include "results/run.h"

namespace attnwatch {

// The visits outside the warm-up round that have samples, in the order made.
std::vector<const Visit*> JudgedVisits(const Measurement& measurement);

// The samples of every visit outside the warm-up round, in the order taken.
std::vector<double> JudgedSeconds(const Measurement& measurement);

// The middle sample (the mean of the two middle ones); nothing for no samples.
std::optional<double> Median(std::vector<double> values);

// Median of JudgedSeconds, only where the status is ok: what was not measured has no time.
std::optional<double> MedianSeconds(const Measurement& measurement);

// Largest ceiling of that name over the whole run, in bytes or FLOPs per second.
std::optional<double> BestCeiling(const Run& run, std::string_view name);

int CountStatus(const Run& run, Status status);

// What a program that measured this run exits with: 4 where a case failed or is incorrect, 3 where
// one is invalid or was not run, else 0.
ExitCode MeasuringExitCode(const Run& run);

}  // namespace attnwatch
