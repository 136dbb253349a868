// SPDX-License-Identifier: Apache-2.0
//
// Who computes what in a Hopper kernel. A unit is a block of queries (lines.h: of keys), whose
// scores are a row (a column) of `tile_count` tiles; a worker is a block, which stays on one
// multiprocessor.
//
//   Cursor cursor;
//   Segment segment;
//   while (NextSegment(schedule, worker, cursor, segment)) ...
//
// Workers take whole units in turn, so that neighbours work on the same matrix at the same time and
// find it in the cache. The units left over in the end are divided by tiles: without that the
// last wave of the figure's problem would leave half of the GPU idle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper {

// Numbers that a thread keeps are 32 bits, because it has no registers to spare.
struct Schedule {
  int unit_count = 0;
  int tile_count = 0;  // of a unit
  int worker_count = 0;
};

inline int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

// Of a problem whose matrices are so many units each; a tile has `tile_rows` rows.
inline Schedule PlanSchedule(const AttentionScoreProblem& problem, int units_per_matrix,
                             int tile_rows, int workers) {
  return {static_cast<int>(problem.matrix_count() * units_per_matrix),
          CeilDivide(problem.seq_len, tile_rows), workers};
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

// How far a worker has come.
struct Cursor {
  int wave = 0;
  int tile = -1;  // among those left over; -1 before them
};

// Where the worker's part of the tiles left over begins; that of the next one is its end.
ATTNWATCH_GEOMETRY int FirstTileLeft(const Schedule& schedule, int worker) {
  const int64_t left =
      static_cast<int64_t>(schedule.unit_count % schedule.worker_count) * schedule.tile_count;
  return static_cast<int>(worker * left / schedule.worker_count);
}

ATTNWATCH_GEOMETRY bool NextSegment(const Schedule& schedule, int worker, Cursor& cursor,
                                    Segment& segment) {
  const int waves = schedule.unit_count / schedule.worker_count;
  if (cursor.wave < waves) {
    segment = {cursor.wave++ * schedule.worker_count + worker, 0, schedule.tile_count};
    return true;
  }
  const int end = FirstTileLeft(schedule, worker + 1);
  if (cursor.tile < 0) cursor.tile = FirstTileLeft(schedule, worker);
  if (cursor.tile >= end) return false;
  const int unit = cursor.tile / schedule.tile_count;
  const int begin = cursor.tile - unit * schedule.tile_count;
  const int left = end - cursor.tile;
  const int until = schedule.tile_count - begin;
  const int count = left < until ? left : until;
  segment = {waves * schedule.worker_count + unit, begin, begin + count};
  cursor.tile += count;
  return true;
}

}  // namespace attnwatch::hopper
