// SPDX-License-Identifier: Apache-2.0
//
// Plays the kernel of lines.h's way of every element through on the CPU: which bytes arrive where,
// which words a lane reads there, where packed keys go, what wgmma reads of them, which lane gets
// which sum, which score that is. The models of wgmma's operands and sums are written from the PTX
// ISA.
#include "kernels/attention_score/flat/lines_geometry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace attnwatch::hopper::lines {
namespace {

constexpr int kLanes = 32;
constexpr int kNothing = 99;  // what no row holds

int PanelCount(int head_dim) { return (head_dim + kDepth - 1) / kDepth; }
int LastElements(int head_dim) { return head_dim - (PanelCount(head_dim) - 1) * kDepth; }
int LastSteps(int head_dim) {
  return LastElements(head_dim) <= kHalfSteps * kStep ? kHalfSteps : kSteps;
}

// 128 rows of small numbers, one every two bytes, that begin `first` bytes into a tensor.
struct Tile {
  int head_dim;
  int first;
  std::vector<int> tensor;  // one int for each two bytes; whole lines

  Tile(int head_dim, int first, unsigned seed) : head_dim(head_dim), first(first) {
    const int bytes = first + kTileRows * 2 * head_dim;
    tensor.assign((bytes + kLineBytes - 1) / kLineBytes * kLineBytes / 2, kNothing);
    for (int i = 0; i < kTileRows * head_dim; ++i) {
      seed = seed * 1664525u + 1013904223u;
      tensor[first / 2 + i] = static_cast<int>(seed >> 28) - 7;
    }
  }
  int Begin(int row) const { return first + row * 2 * head_dim; }
  int At(int row, int k) const { return tensor[Begin(row) / 2 + k]; }
};

// A warp's 16 rows, a stage for each line: [line][half-words of the stage].
using Stages = std::vector<std::vector<int>>;

Stages CopyLines(const Tile& tile, int warp) {
  Stages stages(LineCount(tile.head_dim) + 1, std::vector<int>(kStageBytes / 2, kNothing));
  for (int line = 0; line < LineCount(tile.head_dim); ++line) {
    for (int row = 0; row < kWarpRows; ++row) {
      const int begin = tile.Begin(warp + kWarps * row);
      const int aligned = begin - begin % kLineBytes + line * kLineBytes;
      for (int chunk = 0; chunk < 8; ++chunk) {
        const int from = aligned + chunk * kChunkBytes;
        if (from + kChunkBytes <= begin || from >= begin + 2 * tile.head_dim) continue;
        const int to = StageOffset(row, chunk, tile.head_dim);
        for (int i = 0; i < 8; ++i) stages[line][to / 2 + i] = tile.tensor.at(from / 2 + i);
      }
    }
  }
  return stages;
}

uint32_t Pack(int low, int high) {
  return static_cast<uint32_t>(low & 0xffff) | static_cast<uint32_t>(high & 0xffff) << 16;
}
int Half(uint32_t word, int i) { return static_cast<int16_t>(word >> (16 * i)); }

uint32_t ShiftedWord(int shift, const uint32_t* words, int i) {
  switch (shift) {
    case 0:
      return RunWord<0>(words, i);
    case 1:
      return RunWord<1>(words, i);
    case 2:
      return RunWord<2>(words, i);
    case 3:
      return RunWord<3>(words, i);
    case 4:
      return RunWord<4>(words, i);
    case 5:
      return RunWord<5>(words, i);
    case 6:
      return RunWord<6>(words, i);
    default:
      return RunWord<7>(words, i);
  }
}

// The run of a lane in row lane / 4, or the row 8 below, of a panel.
std::array<uint32_t, kRunWords> LoadRun(const Tile& tile, const Stages& stages, int warp, int lane,
                                        int lower, int panel) {
  const bool last = panel == PanelCount(tile.head_dim) - 1;
  const bool half = last && LastSteps(tile.head_dim) == kHalfSteps;
  const int column = lane % 4;
  const int row = lane / 4 + 8 * lower;
  const int start = tile.Begin(warp + kWarps * (lane / 4)) % kLineBytes;  // as the kernel has it
  uint32_t words[4 * kRunChunks] = {};
  for (int i = 0; i < (half ? kHalfChunks : kRunChunks); ++i) {
    const int chunk = half ? HalfRunChunk(start, column, i) : RunChunk(start, column, i);
    const auto& stage = stages.at(panel + chunk / 8);
    const int at = StageOffset(row, chunk % 8, tile.head_dim) / 2;
    for (int w = 0; w < 4; ++w) words[4 * i + w] = Pack(stage[at + 2 * w], stage[at + 2 * w + 1]);
  }
  std::array<uint32_t, kRunWords> run = {};
  const int steps = half ? kHalfSteps : kSteps;
  for (int i = 0; i < 2 * steps; ++i) {
    run[i] = ShiftedWord(tile.Begin(warp) % kChunkBytes / 2, words, i);
    if (last) run[i] &= WordMask(LastElements(tile.head_dim) - RunElement(steps, column, i));
  }
  return run;
}

constexpr int kHeadDims[] = {1, 2, 7, 8, 12, 16, 31, 33, 48, 63, 64, 65, 72, 96, 100, 129, 200};

class GeometryTest : public testing::TestWithParam<int> {};

// Wherever a matrix begins: at any multiple of a row's bytes.
TEST_P(GeometryTest, LanesReadTheElementsOfTheirRowsAndZerosBehind) {
  const int head_dim = GetParam();
  for (const int rows_before : {0, 8, 17}) {
    const Tile tile(head_dim, rows_before * 2 * head_dim % kLineBytes, 1);
    for (int warp = 0; warp < kWarps; ++warp) {
      const Stages stages = CopyLines(tile, warp);
      for (int i = 0; i < 2 * kLanes * PanelCount(head_dim); ++i) {
        const int panel = i / (2 * kLanes);
        const int lane = i / 2 % kLanes;
        const int lower = i % 2;
        const bool last = panel == PanelCount(head_dim) - 1;
        const int steps = last ? LastSteps(head_dim) : kSteps;
        const auto run = LoadRun(tile, stages, warp, lane, lower, panel);
        for (int w = 0; w < 4 * steps; ++w) {
          const int k = panel * kDepth + RunElement(steps, lane % 4, w / 2) + w % 2;
          const int row = warp + kWarps * (lane / 4 + 8 * lower);
          ASSERT_EQ(Half(run[w / 2], w % 2), k < head_dim ? tile.At(row, k) : 0)
              << "warp " << warp << " lane " << lane << " row " << row << " k " << k;
        }
      }
    }
  }
}

// Packed keys: half-words of a panel, as words of runs were stored.
using Panel = std::vector<int>;

std::vector<Panel> PackKeys(const Tile& tile) {
  std::vector<Panel> panels(PanelCount(tile.head_dim), Panel(kTileRows * kLineBytes / 2, kNothing));
  for (int warp = 0; warp < kWarps; ++warp) {
    const Stages stages = CopyLines(tile, warp);
    for (int i = 0; i < 2 * kLanes * PanelCount(tile.head_dim); ++i) {
      const int panel = i / (2 * kLanes);
      const int lane = i / 2 % kLanes;
      const int lower = i % 2;
      const bool last = panel == PanelCount(tile.head_dim) - 1;
      const int steps = last ? LastSteps(tile.head_dim) : kSteps;
      const auto run = LoadRun(tile, stages, warp, lane, lower, panel);
      const int row = KeyRow(warp + kWarps * (lane / 4 + 8 * lower));
      for (int w = 0; w < 2 * steps; ++w) {
        const int to =
            steps == kSteps ? PackedOffset(row, lane % 4, w) : HalfPackedOffset(row, lane % 4, w);
        panels[panel].at(to / 2) = Half(run[w], 0);
        panels[panel].at(to / 2 + 1) = Half(run[w], 1);
      }
    }
  }
  return panels;
}

// Element k of 16 of row `row` of the matrix that wgmma reads through a descriptor, from memory in
// which the panel is at address 0.
int OperandElement(const Panel& panel, uint64_t descriptor, int row, int k) {
  const auto start = static_cast<uint32_t>((descriptor & 0x3fff) << 4);
  const auto eight_rows = static_cast<uint32_t>((descriptor >> 32 & 0x3fff) << 4);
  const uint32_t address = start + row / 8 * eight_rows + row % 8 * (eight_rows / 8) + k * 2;
  // Over 128 bytes three bits of the address are swizzled, over 64 two.
  const uint32_t mask = descriptor >> 62 == 1 ? 0x70 : 0x30;
  return panel.at((address ^ (address >> 3 & mask)) / 2);
}

TEST_P(GeometryTest, SumsAreTheScoresThatLanesStore) {
  const int head_dim = GetParam();
  const Tile queries(head_dim, 0, 1);
  const Tile keys(head_dim, 16 * head_dim % kLineBytes, 2);
  const std::vector<Panel> packed = PackKeys(keys);
  for (const int warp : {0, 5}) {
    const Stages stages = CopyLines(queries, warp);
    // sums[row of 16][row of packed keys]
    std::vector<std::vector<int>> sums(kWarpRows, std::vector<int>(kTileRows, 0));
    for (int panel = 0; panel < PanelCount(head_dim); ++panel) {
      const bool last = panel == PanelCount(head_dim) - 1;
      const int steps = last ? LastSteps(head_dim) : kSteps;
      const int line_bytes = steps == kSteps ? kLineBytes : kLineBytes / 2;
      for (int lane = 0; lane < kLanes; ++lane) {
        for (int lower = 0; lower < 2; ++lower) {
          const auto run = LoadRun(queries, stages, warp, lane, lower, panel);
          for (int i = 0; i < 4 * steps; ++i) {
            const int word = i / 2;
            // PTX ISA, "Register Fragments for wgmma", A: words of the columns 2 c and 2 c + 8.
            const int k = 8 * (word % 2) + 2 * (lane % 4) + i % 2;
            const uint64_t descriptor =
                MatrixDescriptor(0, line_bytes) + word / 2 * kDescriptorStep;
            for (int key = 0; key < kTileRows; ++key) {
              sums[lane / 4 + 8 * lower][key] +=
                  Half(run[word], i % 2) * OperandElement(packed[panel], descriptor, key, k);
            }
          }
        }
      }
    }
    for (int lane = 0; lane < kLanes; ++lane) {
      for (int i = 0; i < kTileRows; ++i) {
        // A lane's eight scores in a row: of blocks block to block + 3.
        const int block = i / 8 % 4 * 4;
        const int lower = i / 32 % 2;
        const int pair = i % 8 / 2;
        const int index = PairSum(block + pair, lower) + i % 2;
        // PTX ISA, "Register Fragments for wgmma", D.
        const int row = lane / 4 + 8 * (index % 4 / 2);
        const int column = 8 * (index / 4) + 2 * (lane % 4) + index % 2;
        const int key = ScoreKey(block, lane % 4) + i % 8;
        int expected = 0;
        for (int k = 0; k < head_dim; ++k) {
          expected += queries.At(warp + kWarps * row, k) * keys.At(key, k);
        }
        ASSERT_EQ(sums[row][column], expected)
            << "warp " << warp << " row " << row << " key " << key;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(HeadDims, GeometryTest, testing::ValuesIn(kHeadDims));

TEST(Geometry, RowsOfABlockAreAPermutation) {
  std::set<int> rows;
  for (int key = 0; key < 256; ++key) rows.insert(KeyRow(key));
  EXPECT_EQ(rows.size(), 256u);
  EXPECT_EQ(*rows.begin(), 0);
  EXPECT_EQ(*rows.rbegin(), 255);
}

// The copy engine walks a box of MakeKeyMap (tensor_maps.h) by 2, 4 and 4 rows, 1, 8 and 2 apart.
TEST(Geometry, TensorMapOfKeysHasTheirOrder) {
  for (int i = 0; i < kKeyGroup; ++i) {
    const int key = i % 2 * 1 + i / 2 % 4 * 8 + i / 8 * 2;
    EXPECT_EQ(KeyRow(key), i);
  }
}

TEST(Geometry, CountsTheLinesThatRowsMayBeIn) {
  for (int head_dim = 1; head_dim <= 600; ++head_dim) {
    int most = 0;
    for (int row = 0; row < 64; ++row) {
      const int begin = row * 2 * head_dim;
      const int end = begin + 2 * head_dim;
      most = std::max(most, (end + kLineBytes - 1) / kLineBytes - begin / kLineBytes);
    }
    EXPECT_EQ(LineCount(head_dim), most) << head_dim;
  }
}

// Eight lanes read 16 bytes each at once: all 32 banks.
TEST(Geometry, LanesThatReadTogetherMeetDifferentBanks) {
  for (int head_dim = 1; head_dim <= 600; ++head_dim) {
    for (int phase = 0; phase < kLanes / 8; ++phase) {
      std::set<int> banks;
      for (int lane = 8 * phase; lane < 8 * phase + 8; ++lane) {
        const int start = kWarps * (lane / 4) * 2 * head_dim % kLineBytes;
        const int chunk = RunChunk(start, lane % 4, 0) % 8;
        banks.insert(StageOffset(lane / 4, chunk, head_dim) % kLineBytes);
      }
      EXPECT_EQ(banks.size(), 8u) << head_dim;
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper::lines
