// SPDX-License-Identifier: Apache-2.0
#include "results/run.h"

#include <utility>

namespace attnwatch {
namespace {

constexpr std::array<std::pair<Status, std::string_view>, 6> kStatusNames = {{
    {Status::kOk, "ok"},
    {Status::kUnsupported, "unsupported"},
    {Status::kFailed, "failed"},
    {Status::kIncorrect, "incorrect"},
    {Status::kInvalid, "invalid"},
    {Status::kNotRun, "not_run"},
}};

}  // namespace

std::string_view StatusName(Status status) {
  for (const auto& [value, name] : kStatusNames) {
    if (value == status) return name;
  }
  return "";
}

std::optional<Status> FindStatus(std::string_view name) {
  for (const auto& [value, status_name] : kStatusNames) {
    if (status_name == name) return value;
  }
  return std::nullopt;
}

}  // namespace attnwatch
