// SPDX-License-Identifier: Apache-2.0
#include "results/utc_date.h"

#include <cctype>

namespace attnwatch {
namespace {

std::optional<int64_t> ReadNumber(std::string_view digits) {
  int64_t number = 0;
  for (const char c : digits) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
    number = 10 * number + (c - '0');
  }
  return number;
}

bool IsLeap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int64_t DaysIn(int64_t year, int64_t month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

std::optional<int64_t> DayNumber(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = ReadNumber(text.substr(0, 4));
  const auto month = ReadNumber(text.substr(5, 2));
  const auto day = ReadNumber(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > DaysIn(*year, *month)) return std::nullopt;
  int64_t days = *day - 1;
  for (int64_t y = 1970; y < *year; ++y) days += IsLeap(y) ? 366 : 365;
  for (int64_t m = 1; m < *month; ++m) days += DaysIn(*year, m);
  return days;
}

std::optional<int64_t> EpochSeconds(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    return std::nullopt;
  }
  const auto day = DayNumber(text);
  const auto hour = ReadNumber(text.substr(11, 2));
  const auto minute = ReadNumber(text.substr(14, 2));
  const auto second = ReadNumber(text.substr(17, 2));
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return ((*day * 24 + *hour) * 60 + *minute) * 60 + *second;
}

}  // namespace attnwatch
