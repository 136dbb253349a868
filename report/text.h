// SPDX-License-Identifier: Apache-2.0
//
// Text for a terminal of 100 columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attnwatch {

inline constexpr size_t kTerminalColumns = 100;

// Breaks at spaces, so that no line is longer than kTerminalColumns (but for a longer word); every
// line starts with `indent` spaces and ends with a newline.
std::string WrapText(std::string_view text, size_t indent);

// Ascending numbers with runs joined: {1, 2, 3, 7} is "1-3, 7".
std::string JoinRanges(std::vector<int64_t> numbers);

}  // namespace attnwatch
