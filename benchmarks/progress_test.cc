// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/progress.h"

#include <gmock/gmock.h>

#include <sstream>
#include <thread>

namespace attnwatch {
namespace {

TEST(FormatDuration, UsesTheUnitsPeopleDo) {
  EXPECT_EQ(FormatDuration(0.4), "0 s");
  EXPECT_EQ(FormatDuration(59.4), "59 s");
  EXPECT_EQ(FormatDuration(65), "1 min 05 s");
  EXPECT_EQ(FormatDuration(3720), "1 h 02 min");
}

TEST(Progress, RewritesOneLineOnATerminal) {
  std::ostringstream out;
  Progress progress(&out, /*is_terminal=*/true);
  progress.Begin("measuring visit", 4);
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  progress.Step(2, 0.5, "head_dim=64");
  progress.End();
  EXPECT_EQ(out.str(), "\r\x1b[Kmeasuring visit 2 of 4, elapsed 0 s, ETA 0 s: head_dim=64\r\x1b[K");
}

TEST(Progress, IsQuietElsewhereForTheFirstTenSeconds) {
  std::ostringstream out;
  Progress progress(&out, /*is_terminal=*/false);
  progress.Begin("measuring visit", 4);
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  progress.Step(2, 0.5, "head_dim=64");
  progress.End();
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace attnwatch
