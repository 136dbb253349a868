// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/pad_rows.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

constexpr int kThreads = 256;
constexpr int64_t kBlocks = 4096;  // of each tensor; several waves on any GPU

int64_t ChunkCount(const RowsToPad& rows) { return rows.row_count * rows.padded_row_bytes / 16; }

// One thread writes a chunk of a padded row with one store. 32 bits number the chunks: a division
// of 64 bits takes longer than the copy.
__device__ void PadChunk(const RowsToPad& rows, uint32_t chunk) {
  const auto chunks_per_row = static_cast<uint32_t>(rows.padded_row_bytes / 16);
  const uint32_t row = chunk / chunks_per_row;
  const int64_t in_row = static_cast<int64_t>(chunk % chunks_per_row) * 16;
  const int64_t left = rows.row_bytes - in_row;
  const int wanted = left >= 16 ? 16 : left > 0 ? static_cast<int>(left) : 0;
  static_cast<Chunk*>(rows.to)[chunk] =
      LoadChunk(rows.from, rows.row_count * rows.row_bytes, row * rows.row_bytes + in_row, wanted);
}

__device__ void PadChunks(const RowsToPad& rows) {
  const auto count =
      static_cast<uint64_t>(rows.row_count) * static_cast<uint64_t>(rows.padded_row_bytes / 16);
  const uint64_t stride = static_cast<uint64_t>(gridDim.x) * kThreads;
  for (uint64_t i = static_cast<uint64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count;
       i += stride) {
    PadChunk(rows, static_cast<uint32_t>(i));
  }
}

__global__ void __launch_bounds__(kThreads) Pad(RowsToPad first, RowsToPad second) {
  // Not one call with either: choosing between parameters copies them to the stack.
  if (blockIdx.y == 0) {
    PadChunks(first);
  } else {
    PadChunks(second);
  }
}

}  // namespace

void PadRows(const RowsToPad& first, const RowsToPad& second, cudaStream_t stream) {
  const int64_t most = std::max(ChunkCount(first), ChunkCount(second));
  if (most > std::numeric_limits<uint32_t>::max()) {
    throw std::runtime_error("a tensor of 64 GiB or more is too large to pad");
  }
  const int64_t blocks = std::min(kBlocks, (most + kThreads - 1) / kThreads);
  Pad<<<dim3(static_cast<unsigned>(blocks), 2), kThreads, 0, stream>>>(first, second);
  CUDA_CHECK(cudaGetLastError());
}

}  // namespace attnwatch
