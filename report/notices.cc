// SPDX-License-Identifier: Apache-2.0
#include "report/notices.h"

#include <fmt/format.h>

#include <map>

namespace attnwatch {
namespace {

std::map<Status, size_t> CountStatuses(const Run& run) {
  std::map<Status, size_t> counts;
  for (const Measurement& measurement : run.measurements) ++counts[measurement.status];
  return counts;
}

}  // namespace

std::vector<std::string> Notices(const Run& run) {
  std::vector<std::string> notices;
  if (!run.complete) {
    notices.emplace_back(
        "This run is INCOMPLETE: it ended before every round of every case was measured.");
  }
  if (run.planted)
    notices.emplace_back("This run is PLANTED: slowdowns were added to it on purpose.");
  auto counts = CountStatuses(run);
  for (const Status status : {Status::kFailed, Status::kIncorrect, Status::kInvalid}) {
    if (counts[status] == 0) continue;
    notices.push_back(fmt::format("{} of {} cases are {}; their reasons are listed.",
                                  counts[status], run.measurements.size(), StatusName(status)));
  }
  if (counts[Status::kOk] == 0) notices.emplace_back("No case of this run was measured.");
  notices.insert(notices.end(), run.warnings.begin(), run.warnings.end());
  return notices;
}

std::string CountByStatus(const Run& run) {
  std::string text;
  for (const auto& [status, count] : CountStatuses(run)) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, StatusName(status));
  }
  return text.empty() ? "no cases" : text;
}

}  // namespace attnwatch
