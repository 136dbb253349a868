// SPDX-License-Identifier: Apache-2.0
//
// Who computes what in a Hopper kernel. A unit is a block of queries (lines.h: of keys), whose
// scores are a row (a column) of `tile_count` tiles; a segment is a unit or a part of one; a worker
// is a block, which stays on one multiprocessor.
//
//   const Schedule schedule = DivideUnits(3072, 16, /*workers=*/132);
//   Segment segment;
//   for (int i = 0; SegmentAt(schedule, i, segment); ++i) ...
//
// A worker that is done asks for the next segment (segment_queue.cuh). So those that work at the
// same time on the same matrix begin at about the same time, too, and find it in the cache; workers
// with fixed shares drift apart, and keys were read from memory up to twice (flat.md).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper {

// The last units are divided into segments of about half, then a quarter of their tiles, and so on,
// each about as often as there are workers: of whatever a worker has left when there is nothing to
// ask for any more, it is little.
inline constexpr int kHalvings = 4;

// Units that are divided alike, up to the next part's.
struct SchedulePart {
  int first_unit = 0;
  int first_segment = 0;
  int tiles = 0;     // of a segment; fewer at a unit's end
  int segments = 0;  // of a unit
};

// Numbers that a thread keeps are 32 bits, because it has no registers to spare.
struct Schedule {
  int unit_count = 0;
  int tile_count = 0;                 // of a unit
  SchedulePart parts[1 + kHalvings];  // the first one's units are whole
  int segment_count = 0;
  int worker_count = 0;  // at most as many as segments
};

inline int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

inline Schedule DivideUnits(int units, int tiles, int workers) {
  Schedule schedule;
  schedule.unit_count = units;
  schedule.tile_count = tiles;
  const int share = CeilDivide(int64_t{units} * tiles, workers);
  int left = units;
  for (int i = kHalvings; i > 0; --i) {
    SchedulePart& part = schedule.parts[i];
    part.tiles = std::min(CeilDivide(tiles, 1 << i), share);
    part.segments = CeilDivide(tiles, part.tiles);
    left -= std::min(left, CeilDivide(workers, part.segments));
    part.first_unit = left;
  }
  schedule.parts[0] = {0, 0, tiles, 1};
  for (int i = 0; i <= kHalvings; ++i) {
    SchedulePart& part = schedule.parts[i];
    part.first_segment = schedule.segment_count;
    const int next = i < kHalvings ? schedule.parts[i + 1].first_unit : units;
    schedule.segment_count += (next - part.first_unit) * part.segments;
  }
  schedule.worker_count = std::min(workers, schedule.segment_count);
  return schedule;
}

// All units whole, in order.
inline Schedule WholeUnits(int units, int tiles) {
  Schedule schedule;
  schedule.unit_count = units;
  schedule.tile_count = tiles;
  schedule.parts[0] = {0, 0, tiles, 1};
  for (int i = 1; i <= kHalvings; ++i) schedule.parts[i] = {units, units, tiles, 1};
  schedule.segment_count = units;
  return schedule;
}

// Of a problem whose matrices are so many units each; a tile has `tile_rows` rows.
inline Schedule PlanSchedule(const AttentionScoreProblem& problem, int units_per_matrix,
                             int tile_rows, int workers) {
  return DivideUnits(static_cast<int>(problem.matrix_count() * units_per_matrix),
                     CeilDivide(problem.seq_len, tile_rows), workers);
}

// Why the units of a problem cannot be counted so, or nothing. (The copy engine's coordinates are
// 32 bits, too.)
inline std::optional<std::string> TooManyRows(const AttentionScoreProblem& problem) {
  if (problem.matrix_count() * problem.seq_len >= int64_t{1} << 31) return "too many rows";
  return std::nullopt;
}

// Tiles [begin, end) of a unit.
struct Segment {
  int unit = 0;
  int begin = 0;
  int end = 0;
};

// Whether there is a segment of that number, and it.
ATTNWATCH_GEOMETRY bool SegmentAt(const Schedule& schedule, int number, Segment& segment) {
  if (number >= schedule.segment_count) return false;
  int i = kHalvings;
  while (number < schedule.parts[i].first_segment) --i;
  const SchedulePart& part = schedule.parts[i];
  const int in_part = number - part.first_segment;
  const int unit = in_part / part.segments;
  const int begin = (in_part - unit * part.segments) * part.tiles;
  const int left = schedule.tile_count - begin;
  segment = {part.first_unit + unit, begin, begin + (left < part.tiles ? left : part.tiles)};
  return true;
}

// Of the queue in shared memory by which a block's warps learn of segments (segment_queue.cuh): an
// entry is two barriers and a segment's number.
inline constexpr int kQueueLength = 2;
inline constexpr int kQueueBytes =
    kQueueLength * static_cast<int>(2 * sizeof(uint64_t) + sizeof(int));

}  // namespace attnwatch::hopper
