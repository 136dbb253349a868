// SPDX-License-Identifier: Apache-2.0
//
// The warps that bring rows to those that multiply, line by line, a row's last line first: 128 rows
// of keys at a time, then 128 queries at a time. Each serves two of them.
#pragma once

#include "kernels/attention_score/flat/async_copy.cuh"
#include "kernels/attention_score/flat/lines_shared.cuh"

namespace attnwatch::hopper::lines {

inline constexpr int kFed = 2;                           // warps that a feeding one serves
inline constexpr int kCopies = kWarpRows / kRowsOfCopy;  // of a lane, for one line
inline constexpr int kShapes = 2;                        // of them: every second one is alike

// Where a lane's chunk of its rows is. Of the copies of a line every second one lies a multiple of
// 128 bytes further.
struct FeedPlace {
  const char* lines;          // aligned: the first line of the tile's first row
  int offset[kFed][kShapes];  // from there to the chunk in the row's first line
  int end[kFed][kShapes];     // of the row, seen from the chunk in its first line
};

__device__ __forceinline__ FeedPlace PlaceFeed(const LinesPlan& plan, const char* rows, int warp,
                                               int lane) {
  FeedPlace place;
  const int low = static_cast<int>(reinterpret_cast<uintptr_t>(rows) % kLineBytes);
  const int chunk = lane % 8 * kChunkBytes;
  const int row_bytes = 2 * plan.head_dim;
  place.lines = rows - low;
#pragma unroll
  for (int i = 0; i < kFed * kShapes; ++i) {
    const int fed = i / kShapes;
    const int shape = i % kShapes;
    const int row = warp + fed + kWarps * (lane / 8 + kRowsOfCopy * shape);
    const int begin = low + row * row_bytes;
    const int start = begin % kLineBytes;
    place.offset[fed][shape] = begin - start + chunk;
    place.end[fed][shape] = start + row_bytes - chunk;
  }
  return place;
}

struct Feeder {
  int warp;  // the first that it serves
  int lane;
  Ring ring;          // of that one
  uint32_t in_stage;  // where the lane's chunks go
  RingPlace at;

  __device__ __forceinline__ Ring Fed(const LinesPlan& plan, int fed) const {
    const int barriers = fed * kRingBarrierBytes;
    return {ring.stages + fed * plan.stages * kStageBytes, ring.full + barriers,
            ring.empty + barriers};
  }

  // Where copy i of a line goes.
  __device__ __forceinline__ uint32_t To(const LinesPlan& plan, int i) const {
    return Fed(plan, i / kCopies).Stage(at.slot) + in_stage +
           i % kCopies * kRowsOfCopy * kLineBytes;
  }

  // Whether what it copies is of a row at all, and of one of `rows`.
  __device__ __forceinline__ bool IsThere(const LinesPlan& plan, const FeedPlace& place, int line,
                                          int rows, int i) const {
    const int fed = i / kCopies;
    const int shape = i % kCopies % kShapes;
    const int row = warp + fed + kWarps * (lane / 8 + kRowsOfCopy * (i % kCopies));
    const int behind = place.end[fed][shape] - line;  // of the row, from the chunk's begin on
    return behind > 0 && behind < 2 * plan.head_dim + kChunkBytes && row < rows;
  }

  // One line, `line` bytes behind the first, of the `rows` rows that there are. (Copies of a row's
  // first or last chunk where it has nothing would need no branch, and take longer: d=255,
  // H100: 1.86 ms instead of 1.71.)
  __device__ __forceinline__ void CopyLine(const LinesPlan& plan, const FeedPlace& place, int line,
                                           int rows) {
    // Before the first copy: a register that a copy has its address in is not free for a while.
    const char* from[kFed * kCopies];
#pragma unroll
    for (int i = 0; i < kFed * kCopies; ++i) {
      const int further = i % kCopies / kShapes * (kShapes * kRowsOfCopy * kWarps);
      from[i] = place.lines + line + place.offset[i / kCopies][i % kCopies % kShapes] +
                further * (2 * plan.head_dim);
      asm volatile("" : "+l"(from[i]));
    }
#pragma unroll
    for (int fed = 0; fed < kFed; ++fed) Wait(Fed(plan, fed).Empty(at.slot), at.parity ^ 1);
    const bool inner = line > 0 && line + kLineBytes - kChunkBytes < 2 * plan.head_dim;
    // One branch around all copies: they follow each other.
    if (inner && rows >= kTileRows) {
#pragma unroll
      for (int i = 0; i < kFed * kCopies; ++i) CopyChunk(To(plan, i), from[i]);
    } else {
#pragma unroll
      for (int i = 0; i < kFed * kCopies; ++i) {
        CopyChunkIf(IsThere(plan, place, line, rows, i), To(plan, i), from[i]);
      }
    }
#pragma unroll
    for (int fed = 0; fed < kFed; ++fed) ArriveWhenCopied(Fed(plan, fed).Full(at.slot));
    at.Advance(plan.stages);
  }

  // `rows` rows from `first` on, by tiles.
  __device__ __forceinline__ void CopyRows(const LinesPlan& plan, const char* first, int rows) {
    FeedPlace place = PlaceFeed(plan, first, warp, lane);
#pragma unroll 1
    for (; rows > 0; rows -= kTileRows) {
#pragma unroll 1
      for (int line = plan.lines - 1; line >= 0; --line) {
        CopyLine(plan, place, line * kLineBytes, rows);
      }
      place.lines += kTileRows * 2 * plan.head_dim;
    }
  }
};

// What is fed at a time.
struct RowRange {
  const char* first;
  int count;
};

__device__ __forceinline__ RowRange KeyRows(const Arguments& arguments, int number) {
  const LinesPlan& plan = arguments.plan;
  const UnitPlace unit = PlaceUnit(plan, number);
  return {RowAddress(plan, arguments.key, unit.row + unit.key), min(unit.keys, plan.block_keys)};
}

// Of tiles [begin, end).
__device__ __forceinline__ RowRange QueryRows(const Arguments& arguments, int number, int begin,
                                              int end) {
  const LinesPlan& plan = arguments.plan;
  const int64_t row = PlaceUnit(plan, number).row + begin * kTileRows;
  return {RowAddress(plan, arguments.query, row),
          min(plan.seq_len, end * kTileRows) - begin * kTileRows};
}

// How the feeding warps learn what comes next: one of them asks, and tells the others.
struct FeedSegments {
  bool asks;
  SegmentSource source;
  SegmentReader reader;
  int index;

  __device__ __forceinline__ void Ask(const Schedule& schedule, int lane) {
    if (asks && lane == 0) index = source.Ask(schedule);
  }
  __device__ __forceinline__ bool Next(const Schedule& schedule, int lane, Segment& segment) {
    if (!asks) return reader.Next(schedule, segment);
    if (lane == 0) source.Tell(index);
    return SegmentAt(schedule, __shfl_sync(0xffffffff, index, 0), segment);
  }
};

// In the order in which Consume (lines_consumer.cuh) wants it: a unit's queries, before or after
// the last tile the next unit's keys. One place in the code for all, since it is long.
__device__ __forceinline__ void Feed(const Arguments& arguments, const SharedMemory& shared,
                                     int worker, int feeder_warp, int lane) {
  const LinesPlan& plan = arguments.plan;
  const int warp = kFed * feeder_warp;
  Feeder feeder = {warp,
                   lane,
                   WarpRing(plan, shared, warp),
                   static_cast<uint32_t>(StageOffset(lane / 8, lane % 8, plan.head_dim)),
                   {}};
  FeedSegments segments = {
      feeder_warp == 0, {shared.segments, arguments.asked}, {shared.segments}, worker};
  Segment segment;  // of the unit before the first: no tiles
  bool more = true;
  while (more) {
    const int until = TileOfNextKeys(plan, segment);
    const int almost = max(segment.begin, until - 1);  // a tile earlier than what comes is needed
    Segment next;
#pragma unroll 1
    for (int part = 0; part < 4; ++part) {
      RowRange rows = {};
      if (part == 0) rows = QueryRows(arguments, segment.unit, segment.begin, almost);
      if (part == 1) {
        if (segment.end > 0) segments.Ask(plan.schedule, lane);
        rows = QueryRows(arguments, segment.unit, almost, until);
      }
      if (part == 2) {
        more = segments.Next(plan.schedule, lane, next);
        if (more) rows = KeyRows(arguments, next.unit);
      }
      if (part == 3) rows = QueryRows(arguments, segment.unit, until, segment.end);
      feeder.CopyRows(plan, rows.first, rows.count);
    }
    segment = next;
  }
}

}  // namespace attnwatch::hopper::lines
