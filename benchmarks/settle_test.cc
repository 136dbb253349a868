// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/settle.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(SettleWatch, WaitsForFourWindowsThatAgree) {
  SettleWatch watch;
  EXPECT_FALSE(watch.Add(1.98e9, 40));
  EXPECT_FALSE(watch.Add(1.50e9, 55));
  EXPECT_FALSE(watch.Add(1.40e9, 60));
  EXPECT_FALSE(watch.Add(1.40e9, 60));
  EXPECT_FALSE(watch.Add(1.401e9, 61));
  EXPECT_TRUE(watch.Add(1.402e9, 61));
  EXPECT_EQ(watch.windows(), 6u);
}

TEST(SettleWatch, IsNotSettledWhileTheTemperatureRises) {
  SettleWatch watch;
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(watch.Add(1.4e9, 50 + i));
}

TEST(SettleWatch, NeedsNoTemperature) {
  SettleWatch watch;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(watch.Add(1.4e9, {}));
  EXPECT_TRUE(watch.Add(1.4e9, {}));
}

TEST(SettleWatch, ADeviceWithoutAClockIsSettled) {
  SettleWatch watch;
  EXPECT_TRUE(watch.Add({}, 50));
}

}  // namespace
}  // namespace attnwatch
