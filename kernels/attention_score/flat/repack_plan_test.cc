// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/repack_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace attnwatch::hopper::repack {
namespace {

AttentionScoreProblem Problem(int64_t seq_len, int64_t head_dim) {
  return {1, 4, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

TEST(RepackPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  int suited = 0;
  for (int64_t head_dim = 1; head_dim <= 512; ++head_dim) {
    if (RepackUnsuited(Problem(2048, head_dim))) continue;
    SCOPED_TRACE(head_dim);
    ++suited;
    const RepackPlan plan = PlanRepack(Problem(2048, head_dim), 132);
    EXPECT_LE(RepackSharedBytes(plan), kSharedBytesMax);
    EXPECT_GE(plan.group_slots, kMinGroupSlots);
    EXPECT_LE(plan.group_slots, kMaxGroupSlots);
    EXPECT_LE(plan.key_buffers, kMaxBuffers);
    EXPECT_EQ(plan.group_bytes % 128, 0);
    EXPECT_GE(plan.group_bytes, plan.group_rows * 2 * head_dim + kGroupPadding);
    EXPECT_EQ(kTileKeys % plan.group_rows, 0);
    const int64_t steps = (plan.panels - 1) * (kDepth / kStep) + plan.last_steps;
    EXPECT_EQ(steps, (head_dim + kStep - 1) / kStep);
  }
  EXPECT_EQ(suited, 128);
}

TEST(RepackPlan, LeavesTheRestToOthers) {
  EXPECT_FALSE(RepackUnsuited(Problem(2048, 128)));
  EXPECT_FALSE(RepackUnsuited(Problem(8, 127)));
  EXPECT_TRUE(RepackUnsuited(Problem(2048, 129)));
  EXPECT_TRUE(RepackUnsuited(Problem(2047, 64)));
}

TEST(RepackPlan, CountsWhatIsLeftOver) {
  const RepackPlan plan = PlanRepack(Problem(264, 65), 132);
  EXPECT_EQ(plan.units_per_matrix, 2);
  EXPECT_EQ(plan.schedule.unit_count, 8);
  EXPECT_EQ(plan.schedule.tile_count, 3);
  EXPECT_EQ(plan.panels, 2);
  EXPECT_EQ(plan.last_steps, 1);
}

int UnitOf(int head_dim) {
  return head_dim % 8 == 0 ? 16 : head_dim % 4 == 0 ? 8 : head_dim % 2 == 0 ? 4 : 2;
}

TEST(RepackGeometry, TwoPassesAreEightRows) {
  for (const int unit : {2, 4, 8, 16}) {
    std::set<int> rows;
    for (int pass = 0; pass < 2; ++pass) {
      for (int sub = 0; sub < 4; ++sub) rows.insert(RowInEight(unit, pass, sub));
    }
    EXPECT_EQ(rows, (std::set<int>{0, 1, 2, 3, 4, 5, 6, 7})) << unit;
  }
}

// The most of `threads`, which access `bytes` each at once, that meet in one bank.
int Conflicts(const std::vector<int>& addresses, int bytes) {
  std::map<int, std::set<int>> words_of_bank;
  for (const int address : addresses) {
    EXPECT_EQ(address % bytes, 0);
    for (int word = address / 4; word < (address + bytes) / 4; ++word) {
      words_of_bank[word % 32].insert(word);
    }
  }
  size_t most = 0;
  for (const auto& [bank, words] : words_of_bank) most = std::max(most, words.size());
  return static_cast<int>(most);
}

// The reads of a pass, as wide as they can be: 128 bytes are read at a time.
TEST(RepackGeometry, ReadsOfAPassMeetDifferentBanks) {
  for (int head_dim = 1; head_dim <= 256; ++head_dim) {
    const int unit = UnitOf(head_dim);
    const int width = std::max(unit, 4);
    for (int pass = 0; pass < 2; ++pass) {
      for (int first = 0; first < 32; first += 128 / width) {
        std::vector<int> addresses;
        for (int lane = first; lane < first + 128 / width; ++lane) {
          const int row = RowInEight(unit, pass, lane / 8);
          const int at = row * 2 * head_dim + lane % 8 * 16;
          addresses.push_back(at - at % width);
        }
        EXPECT_EQ(Conflicts(addresses, width), 1) << head_dim << " pass " << pass;
      }
    }
  }
}

TEST(RepackGeometry, OddRowsAreThoseOfTheSecondPass) {
  for (int sub = 0; sub < 4; ++sub) {
    EXPECT_EQ(RowInEight(2, 0, sub) % 2, 0);
    EXPECT_EQ(RowInEight(2, 1, sub) % 2, 1);
  }
}

TEST(RepackGeometry, PiecesAreDividedExactly) {
  for (int panels = 1; panels <= 4; ++panels) {
    for (int piece = 0; piece < kUnitQueries / 8 * panels; ++piece) {
      EXPECT_EQ(EightOfPiece(piece, PanelsInverse(panels)), piece / panels);
    }
  }
}

// stmatrix writes a chunk of eight rows at once; then eight threads read eight chunks of a row.
TEST(RepackGeometry, ScoresMeetDifferentBanks) {
  std::set<int> places;
  for (int chunk = 0; chunk < 16; ++chunk) {
    std::vector<int> rows;
    for (int row = 0; row < kStoreRows; ++row) rows.push_back(StoreOffset(row, chunk));
    EXPECT_EQ(Conflicts(rows, 16), 1);
    places.insert(rows.begin(), rows.end());
  }
  EXPECT_EQ(places.size(), 128u);
  EXPECT_EQ(*places.rbegin() + 16, kStoreBytes);
  for (int row = 0; row < kStoreRows; ++row) {
    for (int first = 0; first < 16; first += 8) {
      std::vector<int> chunks;
      for (int chunk = first; chunk < first + 8; ++chunk) {
        chunks.push_back(StoreOffset(row, chunk));
      }
      EXPECT_EQ(Conflicts(chunks, 16), 1);
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper::repack
