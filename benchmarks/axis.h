// SPDX-License-Identifier: Apache-2.0
//
// Axis values from a flag: numbers, ranges and lists of them.
//
//   ParseAxis("head_dim", "8,16:64:16");   // {8, 16, 32, 48, 64}: first:last:step, last included
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attnwatch {

// Values keep the order of the text; a repeated one is kept once. Throws Error, naming the flag
// `name`, for anything that is not a number or range in 1 .. 10^7, or longer than 10^5 values.
std::vector<int64_t> ParseAxis(std::string_view name, std::string_view text);

// "a,b" -> {"a", "b"}. Throws Error, naming the flag, for an empty item.
std::vector<std::string> SplitList(std::string_view name, std::string_view text);

}  // namespace attnwatch
