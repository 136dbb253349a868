// SPDX-License-Identifier: Apache-2.0
//
// PadRows: copies rows into longer ones, on the device, and fills them up with zeros.
//
//   PadRows({query, rows, 682, 688, padded_query}, {key, rows, 682, 688, padded_key}, stream);
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace attnwatch {

// `row_count` contiguous rows of `row_bytes` bytes (even) at `from`, which is 16-byte aligned.
struct RowsToPad {
  const void* from = nullptr;
  int64_t row_count = 0;
  int64_t row_bytes = 0;
  int64_t padded_row_bytes = 0;  // a multiple of 16, not less than row_bytes
  void* to = nullptr;            // 16-byte aligned
};

// Queues one kernel for both. Throws std::runtime_error, also for 2^32 chunks of 16 bytes or more.
void PadRows(const RowsToPad& first, const RowsToPad& second, cudaStream_t stream);

}  // namespace attnwatch
