// SPDX-License-Identifier: Apache-2.0
//
// accepted.json: who accepted a baseline, when, why, and how far each case has moved since it was
// first accepted. It stands beside the runs (store.h), so that these stay ordinary run.json.
//
//   const AcceptRecord record = ParseAcceptRecord(text, "baselines/data/gpu/figure/accepted.json");
//   // throws Error: "...: cases[3].entry: must be 1 to 2, is 7"
//
// One acceptance and one case a line. Unknown keys are errors: a misspelt tolerance would be none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

inline constexpr int kAcceptedSchemaVersion = 1;

inline constexpr char kAllCases[] = "*";

// One `attnwatch accept`.
struct Acceptance {
  std::string accepted_at;  // UTC
  std::string measured_at;  // when its oldest run started
  std::string commit;
  std::string board;  // "" where it was not recorded
  std::string reason;
  std::string cases;  // the pattern of what it moved: "*" is all
  size_t case_count = 0;
  std::vector<std::string> run_ids;
};

struct AcceptedCase {
  Labels labels;
  size_t first = 1;          // the acceptance that brought it in, from 1
  size_t entry = 1;          // the acceptance that its samples are of
  double first_seconds = 0;  // as measured: geometric mean of the processes' medians
  double seconds = 0;
  // Of logarithms, at equal clocks: the sum of what every acceptance changed.
  double cumulative_log_ratio = 0;
  // Of this case alone, instead of the policy's; with its reason.
  std::optional<double> tolerance;
  std::string tolerance_reason;
};

struct AcceptRecord {
  std::vector<Acceptance> history;  // the oldest first
  std::vector<AcceptedCase> cases;
};

AcceptRecord ParseAcceptRecord(std::string_view text, const std::string& source);
std::string FormatAcceptRecord(const AcceptRecord& record);

// The acceptance that is oldest of those whose samples are still compared with.
const Acceptance& OldestInUse(const AcceptRecord& record);

}  // namespace attnwatch
