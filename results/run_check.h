// SPDX-License-Identifier: Apache-2.0
//
// CheckRun: the rules that a Run obeys beyond its types. The reader applies them to what it read
// and the writer to what it is about to write, so that nothing is written that could not be read
// back.
//
//   CheckRun(run, "out/run.json");
//   // throws Error: "out/run.json: measurements[3].visits[0].seconds[1]: must be a positive number
//   // of seconds, is -1" (one line)
#pragma once

#include <string_view>

#include "results/run.h"

namespace attnwatch {

inline constexpr double kSecondsLimit = 1e6;       // eleven days: no sample, no run lasts longer
inline constexpr size_t kNameByteLimit = 200;      // labels, grid, id, flags, ceilings ...
inline constexpr size_t kTextByteLimit = 1 << 16;  // reasons, warnings, kernel names, environment

// An optional number that is not finite counts as unknown: it is not an error, and not written.
void CheckRun(const Run& run, std::string_view source);

}  // namespace attnwatch
