// SPDX-License-Identifier: Apache-2.0
//
// ShiftedRows: 16-byte chunks of rows that begin anywhere, each put together from two aligned reads
// without a branch, so that many reads are under way.
//
//   const ShiftedRows rows = MakeShiftedRows(data, bytes, row_bytes, /*in_line=*/16 * i, panels);
//   rows.Read(row, panel);   // zeros after the row's end
#pragma once

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/flat/hopper_geometry.h"

namespace attnwatch::hopper {

struct ShiftedRows {
  const char* data;  // aligned to 16 bytes
  int last;          // the last 16 bytes that may be read
  int row_bytes;
  int in_line;
  int last_panel;
  int left;  // bytes of the row in the last panel from the thread's place on; may be negative

  __device__ __forceinline__ Chunk Read(int row, int panel) const {
    const int offset = row * row_bytes + panel * kLineBytes + in_line;
    const int shift = offset & 15;
    const int low = min(offset - shift, last);
    const int high = min(low + 16, last);
    const Chunk chunk = ShiftChunks(*reinterpret_cast<const Chunk*>(data + low),
                                    *reinterpret_cast<const Chunk*>(data + high), shift);
    return panel == last_panel ? KeepBytes(chunk, left) : chunk;
  }
};

__device__ __forceinline__ ShiftedRows MakeShiftedRows(const char* data, int bytes, int row_bytes,
                                                       int in_line, int panels) {
  return {data,    bytes - 16, row_bytes,
          in_line, panels - 1, row_bytes - (panels - 1) * kLineBytes - in_line};
}

}  // namespace attnwatch::hopper
