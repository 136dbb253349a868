// SPDX-License-Identifier: Apache-2.0
#include "report/testing/small_trend.h"

namespace attnwatch {

TrendReport SmallTrend() {
  TrendReport report;
  for (size_t i = 0; i < 9; ++i) {
    const std::string day = "2026-01-0" + std::to_string(i + 1);
    report.nights.push_back({day + "T03:00:00Z", "commit" + std::to_string(i), "gpu", "figure",
                             i < 5 ? "driver=1\nboard=b\n" : "driver=2\nboard=b\n",
                             static_cast<int64_t>(i)});
  }
  CaseTrend one;
  one.device_key = "gpu";
  one.grid = "figure";
  one.labels = {{"kernel", "cublas"}, {"head_dim", "65"}};
  one.trend.state.is_learning = false;
  one.trend.state.deviation = 0.001;
  one.trend.alarms.push_back({TrendKind::kSlower, 6, 3, std::nullopt, 0.0198});
  report.cases.push_back(one);
  report.points.emplace_back();
  for (size_t i = 0; i < 9; ++i) report.points[0].push_back({i, 0, i < 4 ? 0 : 0.0198, 0});
  TrendGroup group;
  group.is_open = true;
  group.device_key = "gpu";
  group.watched = 1;
  group.first_raised = group.last_raised = 6;
  group.last_good = 3;
  group.log_ratio = 0.0198;
  group.members = {{0, 0}};
  report.groups.push_back(group);
  return report;
}

}  // namespace attnwatch
