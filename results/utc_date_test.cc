// SPDX-License-Identifier: Apache-2.0
#include "results/utc_date.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(UtcDate, CountsDays) {
  EXPECT_EQ(DayNumber("1970-01-01"), 0);
  EXPECT_EQ(DayNumber("2000-03-01"), 11017);
  EXPECT_EQ(DayNumber("2026-11-23T12:00:00Z"), 20780);
}

TEST(UtcDate, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2026-11-2", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-01",
                           "2026/11/23", "202x-11-23", "1969-12-31", "2026-11-00"}) {
    EXPECT_FALSE(DayNumber(text)) << text;
  }
}

TEST(UtcDate, CountsSeconds) {
  EXPECT_EQ(EpochSeconds("1970-01-01T00:00:59Z"), 59);
  EXPECT_EQ(EpochSeconds("2026-11-23T12:00:00Z"), 1795435200);
}

TEST(UtcDate, RefusesWhatIsNoUtcTime) {
  for (const char* text : {"", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T24:00:00Z",
                           "2026-11-23T12:60:00Z", "2026-11-23 12:00:00Z", "2026-02-30T12:00:00Z",
                           "2026-11-23T12:00:00.5Z", "2026-11-23T1x:00:00Z"}) {
    EXPECT_FALSE(EpochSeconds(text)) << text;
  }
}

}  // namespace
}  // namespace attnwatch
