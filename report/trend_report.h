// SPDX-License-Identifier: Apache-2.0
//
// A trend as it is shown: the nights, the cases with their times, and what they alarm together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compare/trend/trend_groups.h"

namespace attnwatch {

struct TrendReportNight {
  std::string started_at, commit, device_key, grid;
  std::string environment;  // "key=value" lines
  int64_t day = 0;          // since 1970
};

// The references of a case started anew, from this night on.
struct TrendReportAcceptance {
  size_t night = 0;  // as many as there are nights: none is later yet
  std::string accepted_at, commit, reason;
};

// A vector of points has the order of the nights.
struct TrendReport {
  std::vector<TrendReportNight> nights;  // of all devices, by time
  std::vector<CaseTrend> cases;
  std::vector<std::vector<TrendPoint>> points;               // of each case: the valid ones
  std::vector<std::vector<TrendReportAcceptance>> accepted;  // of each case, ascending
  std::vector<TrendGroup> groups;                            // by night
  size_t skipped_nights = 0;                                 // planted, dirty or incomplete
};

}  // namespace attnwatch
