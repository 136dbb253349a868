// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/watchdog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace attnwatch {
namespace {

using std::chrono::milliseconds;

TEST(Watchdog, BarksOnceAtAHang) {
  std::promise<void> barked;
  std::atomic<int> barks{0};
  Watchdog watchdog(milliseconds(20), [&] {
    if (++barks == 1) barked.set_value();
  });
  watchdog.Arm();
  ASSERT_EQ(barked.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_EQ(barks, 1);
}

TEST(Watchdog, IsQuietWhileNothingIsArmed) {
  std::atomic<int> barks{0};
  Watchdog watchdog(milliseconds(1), [&] { ++barks; });
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(barks, 0);
}

TEST(Watchdog, StartsAgainWithEveryArming) {
  std::atomic<int> barks{0};
  Watchdog watchdog(std::chrono::seconds(30), [&] { ++barks; });
  for (int i = 0; i < 1000; ++i) {
    watchdog.Arm();
    watchdog.Disarm();
  }
  EXPECT_EQ(barks, 0);
}

}  // namespace
}  // namespace attnwatch
