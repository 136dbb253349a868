// SPDX-License-Identifier: Apache-2.0
#include "report/trend_steps.h"

#include <algorithm>
#include <map>

#include "compare/trend/change_points.h"
#include "report/trend_wording.h"

namespace attnwatch {

std::vector<TrendStep> FindSteps(const std::vector<TrendPoint>& points) {
  std::map<size_t, std::vector<const TrendPoint*>> epochs;
  for (const TrendPoint& point : points) epochs[point.epoch].push_back(&point);
  std::vector<TrendStep> steps;
  for (const auto& [epoch, members] : epochs) {
    std::vector<double> values;
    for (const TrendPoint* point : members) values.push_back(point->log_seconds);
    const std::vector<ChangePoint> changes = FindChangePoints(values);
    for (size_t i = 0; i < changes.size(); ++i) {
      const ChangePoint& change = changes[i];
      TrendStep step;
      step.night = members[change.first]->night;
      step.earliest = members[change.earliest]->night;
      step.latest = members[change.latest]->night;
      step.last_before = members[change.earliest - 1]->night;
      step.level_begin = members[i > 0 ? changes[i - 1].first : 0]->night;
      step.level_end =
          (i + 1 < changes.size() ? members[changes[i + 1].first] : members.back())->night;
      step.before = change.before;
      step.after = change.after;
      steps.push_back(step);
    }
  }
  std::sort(steps.begin(), steps.end(),
            [](const TrendStep& a, const TrendStep& b) { return a.night < b.night; });
  return steps;
}

std::string DescribeStepDate(const TrendReport& report, const TrendStep& step) {
  const std::string date = DateOf(report, step.night);
  if (step.earliest == step.latest) return date;
  return date + " (" + DateOf(report, step.earliest) + " to " + DateOf(report, step.latest) + ")";
}

std::string DescribeStepCommits(const TrendReport& report, const TrendStep& step) {
  return "after " + CommitOf(report, step.last_before) + " up to " + CommitOf(report, step.latest);
}

}  // namespace attnwatch
