// SPDX-License-Identifier: Apache-2.0
//
// What a trend alarms, without its points: what trend.json holds and metrics are made of.
//
//   for (const TrendSummaryGroup& group : SummarizeTrend(report).groups) Print(group.kind);
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "report/trend_report.h"

namespace attnwatch {

// What an A/B said of an alarm: nothing yet, that it is so, or that it is not.
enum class TrendConfirmation { kUnconfirmed, kConfirmed, kNotConfirmed };
std::string_view TrendConfirmationName(TrendConfirmation confirmation);

// Of the nights since, to the reference; 95 %, infinite where it is not known. Nights of another
// environment say nothing of how far these scatter.
struct TrendSize {
  double log_ratio = 0;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

struct TrendSummaryCase {
  std::string device_key, grid;
  Labels labels;
  bool is_open = false;
  TrendSize size;
};

struct TrendSummaryGroup {
  std::string title;  // "class 1 of cublas on gpu: 3 of 5 cases slower by +2.00 %"
  TrendKind kind = TrendKind::kSlower;
  TrendCause cause = TrendCause::kTime;
  TrendScope scope = TrendScope::kCase;
  bool is_open = false;
  std::string device_key, kernel, alignment_class;  // as far as the scope has them
  std::string grid;
  size_t watched = 0;  // cases of the scope that can alarm
  // Times of nights. since: the first one that was not free of it; "" where all were not.
  std::string since, called, ended;
  TrendSize size;                               // medians of its cases; 0 for noisier
  std::string last_good_commit, called_commit;  // "" is unknown
  std::vector<std::string> environment_changes;
  std::string confirm;  // a command; "" where there is none
  TrendConfirmation confirmation = TrendConfirmation::kUnconfirmed;
  std::string confirmation_detail;
  std::vector<TrendSummaryCase> cases;
};

// The cases of a kernel that have nights, by what is open.
struct TrendSummaryKernel {
  std::string device_key, grid, kernel;
  std::string last_night;  // of the device and grid
  size_t nights = 0;       // of them, too
  size_t cases = 0;
  size_t learning = 0;  // too few nights to judge by
  size_t slower = 0, faster = 0, noisier = 0;
};

struct TrendSummary {
  std::vector<TrendSummaryKernel> kernels;  // by device, grid and kernel
  std::vector<TrendSummaryGroup> groups;    // by night
  size_t skipped_nights = 0;
};

// As IsSlowdown of a TrendGroup.
bool IsSlowdown(const TrendSummaryGroup& group);

TrendSummary SummarizeTrend(const TrendReport& report);

}  // namespace attnwatch
