// SPDX-License-Identifier: Apache-2.0
//
// Text of unknown origin, made fit for one line of an error message or a terminal.
//
//   OneLine("a\nb");        // "a\x0ab"
//   OneLine(huge, 60);      // its first 60 bytes at most, then "..."
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace attnwatch {

// Values that messages quote are shortened to this many bytes.
inline constexpr size_t kQuotedBytes = 60;

// Whether `text` is UTF-8 without control characters and without line or paragraph separators.
bool IsPrintable(std::string_view text);

// `text` with every byte that is not part of a printable character written as \xNN, and with "..."
// in place of what follows `byte_limit`. The result is printable.
std::string OneLine(std::string_view text, size_t byte_limit = std::string_view::npos);

}  // namespace attnwatch
