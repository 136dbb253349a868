// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <vector>

namespace attnwatch {
namespace {

TEST(ParallelForTest, VisitsEveryIndexOnce) {
  for (const int64_t count : {0, 1, 2, 3, 17, 1000}) {
    std::vector<std::atomic<int>> visits(count);
    ParallelFor(count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) ++visits[i];
    });
    for (const std::atomic<int>& visit : visits) EXPECT_EQ(visit, 1) << count;
  }
}

TEST(ParallelForTest, AShortLoopStaysWhole) {
  std::atomic<int> parts = 0;
  ParallelFor(99, 50, [&](int64_t begin, int64_t end) {
    ++parts;
    EXPECT_EQ(end - begin, 99);
  });
  EXPECT_EQ(parts, 1);
}

TEST(ParallelForTest, TheLargestCountDoesNotOverflow) {
  constexpr int64_t kCount = std::numeric_limits<int64_t>::max();
  std::atomic<int64_t> total = 0;
  ParallelFor(kCount, 1, [&](int64_t begin, int64_t end) { total += end - begin; });
  EXPECT_EQ(total, kCount);
}

TEST(ParallelForTest, RethrowsFromAnyPart) {
  for (const bool first : {true, false}) {
    const auto body = [&](int64_t begin, int64_t end) {
      if (first ? begin == 0 : end == 1000) throw std::runtime_error("no");
    };
    EXPECT_THROW(ParallelFor(1000, 1, body), std::runtime_error);
  }
}

}  // namespace
}  // namespace attnwatch
