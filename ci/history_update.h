// SPDX-License-Identifier: Apache-2.0
//
// Brings an index up to date with the run folders.
//
//   const HistoryUpdate update = UpdateHistory(&index, {"out"}, now);
//   for (const std::string& problem : update.problems) Warn(problem);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "baselines/history/index.h"

namespace attnwatch {

struct HistoryUpdate {
  size_t added = 0, replaced = 0, known = 0, measuring = 0;
  std::vector<std::string> problems;  // runs that were not added, one line each
  std::vector<std::string> notes;     // what else somebody should know
  std::vector<Night> gone;            // indexed once, and their files are no more
};

// Runs that are being measured are left for later. One bad run does not keep out the others.
HistoryUpdate UpdateHistory(HistoryIndex* index, const std::vector<std::string>& paths,
                            int64_t now_seconds);

}  // namespace attnwatch
