// SPDX-License-Identifier: Apache-2.0
//
// Days between dates of the Gregorian calendar, of texts that start with YYYY-MM-DD, and the
// seconds of whole UTC times.
//
//   *DayNumber("2026-11-24") - *DayNumber("2026-11-23T12:00:00Z");   // 1
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace attnwatch {

// Days since 1970-01-01; nothing for what is not a date, such as 2026-02-30.
std::optional<int64_t> DayNumber(std::string_view text);

// Seconds since 1970-01-01T00:00:00Z of exactly YYYY-MM-DDThh:mm:ssZ; nothing for other texts.
std::optional<int64_t> EpochSeconds(std::string_view text);

}  // namespace attnwatch
