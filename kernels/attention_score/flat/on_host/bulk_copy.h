// SPDX-License-Identifier: Apache-2.0
//
// bulk_copy.cuh on the host: device.h. There a tensor map holds HostRows.
#pragma once

#include <cuda.h>

#include <cstring>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch::hopper {

// Rows of `width` elements of two bytes, `pitch_bytes` apart, that are copied `box_rows` at a time.
struct HostRows {
  const char* data;
  int64_t count;
  int width;
  int pitch_bytes;
  int box_rows;
};

inline CUtensorMap MakeHostMap(const HostRows& rows) {
  CUtensorMap map = {};
  static_assert(sizeof(rows) <= sizeof(map));
  std::memcpy(&map, &rows, sizeof(rows));
  return map;
}

// 64 elements of the row from element x on, as line `line` of a box; zeros where there are none.
inline void CopyLine(const HostRows& rows, int x, int64_t row, uint32_t line, char* box) {
  for (int i = 0; i < kDepth; ++i) {
    uint16_t element = 0;
    if (row < rows.count && x + i < rows.width) {
      std::memcpy(&element, rows.data + row * rows.pitch_bytes + 2 * (x + i), sizeof(element));
    }
    std::memcpy(box + Swizzle(line * kLineBytes + 2 * i), &element, sizeof(element));
  }
}

// `LineOf` says which line of the box a row of it becomes.
template <typename LineOf>
void CopyBox(const CUtensorMap* map, int x, int y, void* to, Barrier* barrier, LineOf line_of) {
  HostRows rows;
  std::memcpy(&rows, map, sizeof(rows));
  on_host::PhaseBarrier& full = on_host::block->BarrierAt(SharedAddress(barrier));
  on_host::block->Copy([=, &full] {
    for (int i = 0; i < rows.box_rows; ++i) {
      CopyLine(rows, x, int64_t{y} + i, line_of(i), static_cast<char*>(to));
    }
    full.CompleteBytes(rows.box_rows * kLineBytes);
  });
}

inline void LoadBox(const CUtensorMap* map, int32_t x, int32_t y, void* to, Barrier* barrier,
                    uint64_t /*policy*/) {
  CopyBox(map, x, y, to, barrier, [](int row) { return row; });
}

inline void LoadKeyBox(const CUtensorMap* map, int32_t x, int32_t y, void* to, Barrier* barrier,
                       uint64_t /*policy*/) {
  CopyBox(map, x, y, to, barrier, [](int row) { return KeyRow(row); });
}

inline void LoadBytes(const void* from, int bytes, uint32_t to, uint32_t barrier,
                      uint64_t /*policy*/) {
  on_host::PhaseBarrier& full = on_host::block->BarrierAt(barrier);
  char* const at = on_host::block->At(to);
  on_host::block->Copy([=, &full] {
    std::memcpy(at, from, bytes);
    full.CompleteBytes(bytes);
  });
}

inline void PrefetchBytes(const void* /*from*/, int /*bytes*/) {}

}  // namespace attnwatch::hopper
