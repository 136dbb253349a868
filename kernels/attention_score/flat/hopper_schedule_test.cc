// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <vector>

namespace attnwatch::hopper {
namespace {

std::vector<Segment> AllSegments(const Schedule& schedule) {
  std::vector<Segment> segments;
  Segment segment;
  while (SegmentAt(schedule, static_cast<int>(segments.size()), segment)) {
    segments.push_back(segment);
  }
  return segments;
}

TEST(HopperSchedule, HasEveryTileOnce) {
  for (const int units : {1, 2, 3, 125, 131, 132, 133, 200, 3072}) {
    for (const int tiles : {1, 2, 3, 5, 16, 22}) {
      for (const int workers : {1, 2, 66, 132}) {
        SCOPED_TRACE(testing::Message() << units << " " << tiles << " " << workers);
        const Schedule schedule = DivideUnits(units, tiles, workers);
        std::vector<int> computed(units * tiles, 0);
        for (const Segment& segment : AllSegments(schedule)) {
          EXPECT_LT(segment.begin, segment.end);
          EXPECT_LE(segment.end, tiles);
          for (int tile = segment.begin; tile < segment.end; ++tile) {
            ++computed.at(segment.unit * tiles + tile);
          }
        }
        EXPECT_EQ(std::count(computed.begin(), computed.end(), 1), units * tiles);
        EXPECT_EQ(AllSegments(schedule).size(), static_cast<size_t>(schedule.segment_count));
        EXPECT_LE(schedule.worker_count, std::min(workers, schedule.segment_count));
      }
    }
  }
}

// When the last worker ends, each of which takes the next segment when it is done, in tiles.
int64_t End(const Schedule& schedule) {
  std::priority_queue<int64_t, std::vector<int64_t>, std::greater<>> workers;
  for (int i = 0; i < schedule.worker_count; ++i) workers.push(0);
  int64_t last = 0;
  for (const Segment& segment : AllSegments(schedule)) {
    const int64_t end = workers.top() + segment.end - segment.begin;
    workers.pop();
    workers.push(end);
    last = std::max(last, end);
  }
  return last;
}

TEST(HopperSchedule, LetsWorkersEndTogether) {
  for (const int units : {8, 132, 133, 200, 3072, 4224}) {
    SCOPED_TRACE(units);
    EXPECT_LE(End(DivideUnits(units, 16, 132)), units * 16 / 132 + 2);
  }
  EXPECT_EQ(End(DivideUnits(3072, 16, 132)), 373) << "372.4 tiles each";
}

TEST(HopperSchedule, DividesFewUnitsAmongAllWorkers) {
  EXPECT_EQ(DivideUnits(8, 16, 132).worker_count, 128);
  EXPECT_EQ(DivideUnits(1, 64, 132).worker_count, 64);
  EXPECT_EQ(DivideUnits(1, 1, 132).worker_count, 1);
}

// What is counted on the way does not fit into 32 bits.
TEST(HopperSchedule, DividesVeryLongUnits) {
  constexpr int kTiles = 1 << 23;
  const int64_t end = End(DivideUnits(133, kTiles, 132));
  EXPECT_GE(end, int64_t{133} * kTiles / 132);
  EXPECT_LE(end, int64_t{133} * kTiles / 132 + kTiles / 16);
}

}  // namespace
}  // namespace attnwatch::hopper
