// SPDX-License-Identifier: Apache-2.0
//
// Alarms with one cause are told once: fifty cases of a class that got slower together are one
// line.
//
//   for (const TrendGroup& group : GroupAlarms(trends, days)) Print(group.scope,
//   group.members.size());
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compare/trend/trend.h"

namespace attnwatch {

// A case of a device, with its alarms.
struct CaseTrend {
  std::string device_key, grid;
  Labels labels;
  Trend trend;
};

// From the narrowest to the widest.
enum class TrendScope { kCase, kClass, kKernel, kDevice, kGlobal };
std::string_view TrendScopeName(TrendScope scope);

struct TrendMember {
  size_t trend = 0;  // place in the vector of all
  size_t alarm = 0;  // place among its alarms
};

struct TrendGroup {
  TrendScope scope = TrendScope::kCase;
  TrendKind kind = TrendKind::kSlower;
  bool is_open = false;                             // one of them is
  std::string device_key, kernel, alignment_class;  // as far as the scope has them
  size_t watched = 0;                               // cases of the scope that can alarm
  size_t first_raised = 0;                          // nights
  size_t last_raised = 0;
  std::optional<size_t> last_good;  // the latest of the members: the change came after it
  double log_ratio = 0;             // median
  std::vector<TrendMember> members;
  TrendCause cause = TrendCause::kTime;
  std::optional<size_t> changed = {};  // the first night of the new environment
};

// Something may have been made slower: not where the clock of all that a device runs is lower,
// which is the machine's.
bool IsSlowdown(TrendKind kind, TrendScope scope, TrendCause cause);
bool IsSlowdown(const TrendGroup& group);

// Alarms of one kind and cause that were raised within `window` days of each other: a case needs a
// few nights more or less than another to be sure. Those of a new environment: that came with it.
// Half of a scope or more, and three cases at least, are the scope. `days` has the day of every
// night.
std::vector<TrendGroup> GroupAlarms(const std::vector<CaseTrend>& trends,
                                    const std::vector<int64_t>& days, int64_t window = 3);

}  // namespace attnwatch
