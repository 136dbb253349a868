// SPDX-License-Identifier: Apache-2.0
//
// Who computes what in the Hopper kernel. A unit is a block of queries, whose scores are a row of
// `tile_count` tiles; a worker is a block, which stays on one multiprocessor.
//
//   Cursor cursor;
//   Segment segment;
//   while (NextSegment(schedule, worker, cursor, segment)) ...
//
// Workers take whole units in turn, so that neighbours work on the same keys at the same time and
// find them in the cache. The units left over in the end are divided by tiles: without that the
// last wave of the figure's problem would leave half of the GPU idle.
#pragma once

#include <cstdint>

#include "kernels/attention_score/flat/hopper_geometry.h"

namespace attnwatch::hopper {

struct Schedule {
  int64_t unit_count = 0;
  int tile_count = 0;  // of a unit
  int worker_count = 0;
};

// Tiles [begin, end) of a unit.
struct Segment {
  int64_t unit = 0;
  int begin = 0;
  int end = 0;
};

// How far a worker has come.
struct Cursor {
  int64_t wave = 0;
  int64_t tile = -1;  // among those left over; -1 before them
};

ATTNWATCH_GEOMETRY bool NextSegment(const Schedule& schedule, int worker, Cursor& cursor,
                                    Segment& segment) {
  const int64_t waves = schedule.unit_count / schedule.worker_count;
  if (cursor.wave < waves) {
    segment = {cursor.wave++ * schedule.worker_count + worker, 0, schedule.tile_count};
    return true;
  }
  const int64_t whole = waves * schedule.worker_count;
  const int64_t left = (schedule.unit_count - whole) * schedule.tile_count;
  const int64_t end = (worker + 1) * left / schedule.worker_count;
  if (cursor.tile < 0) cursor.tile = worker * left / schedule.worker_count;
  if (cursor.tile >= end) return false;
  const int64_t unit = cursor.tile / schedule.tile_count;
  const int64_t unit_end = (unit + 1) * schedule.tile_count;
  const int64_t stop = end < unit_end ? end : unit_end;
  segment = {whole + unit, static_cast<int>(cursor.tile - unit * schedule.tile_count),
             static_cast<int>(stop - unit * schedule.tile_count)};
  cursor.tile = stop;
  return true;
}

}  // namespace attnwatch::hopper
