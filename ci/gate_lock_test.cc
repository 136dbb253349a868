// SPDX-License-Identifier: Apache-2.0
#include "ci/gate_lock.h"

#include <gmock/gmock.h>

#include <future>
#include <sstream>
#include <thread>

#include "results/error.h"

namespace attnwatch {
namespace {

TEST(GateLock, ASecondGateGivesUpInTime) {
  std::ostringstream progress;
  const GateLock first("test-a", 0, progress);
  EXPECT_EQ(progress.str(), "");
  EXPECT_THROW(GateLock("test-a", 0.3, progress), Error);
  EXPECT_EQ(progress.str(), "waiting for another gate on device test-a\n");
  EXPECT_NO_THROW(GateLock("test-b", 0, progress));
}

TEST(GateLock, ASecondGateWaits) {
  std::ostringstream progress;
  auto first = std::make_unique<GateLock>("test-c", 0, progress);
  std::ostringstream second_progress;
  auto second =
      std::async(std::launch::async, [&] { const GateLock lock("test-c", 60, second_progress); });
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(second.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  first.reset();
  EXPECT_NO_THROW(second.get());
}

}  // namespace
}  // namespace attnwatch
