// SPDX-License-Identifier: Apache-2.0
//
// The SM clock over a visit, from two sets of stamps.
//
//   const auto hertz = ClockRate(before, after);   // 1.755e9
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace attnwatch {

// What one SM read at one moment; zeros where no block landed on it.
struct ClockStamp {
  uint64_t nanoseconds = 0;  // %globaltimer: one clock for the whole GPU
  uint64_t cycles = 0;       // %clock64: this SM's own counter
};

// Median over the SMs that have both stamps, in hertz; nothing where none has. Both vectors are
// indexed by SM.
std::optional<double> ClockRate(const std::vector<ClockStamp>& before,
                                const std::vector<ClockStamp>& after);

}  // namespace attnwatch
