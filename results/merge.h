// SPDX-License-Identifier: Apache-2.0
//
// MergeRuns: the shards of one grid on one kind of device, joined into the run that one process
// would have made.
//
//   const Run run = MergeRuns({ReadRunJson("1.json"), ReadRunJson("2.json"),
//   ReadRunJson("3.json")});
#pragma once

#include <string_view>
#include <vector>

#include "results/run.h"

namespace attnwatch {

// The soft label of a shard's run: "2/3".
inline constexpr std::string_view kShardLabel = "shard";

// Measurements in the order of the runs; ceilings and warnings of all; the identity of the first.
// It is complete where every shard is, and planted where any is. Throws Error, one line, for runs
// that are not the shards 1/n to n/n of one suite, grid, device key, hard environment and commit.
Run MergeRuns(const std::vector<Run>& runs);

}  // namespace attnwatch
