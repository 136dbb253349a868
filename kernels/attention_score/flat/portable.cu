// SPDX-License-Identifier: Apache-2.0
//
// One block makes 128 x 128 scores at a time: chunks of 32 of head_dim go from global memory
// through registers, where they are aligned, to one of two buffers in shared memory, while the
// tensor cores multiply the other. The scores leave through shared memory, for full-width stores.

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/flat/element.cuh"
#include "kernels/attention_score/flat/mma_sync.cuh"
#include "kernels/attention_score/flat/portable.h"
#include "kernels/attention_score/flat/warp_matrices.cuh"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

constexpr int kThreads = 256;  // 8 warps, 2 x 4, each of 64 x 32 scores
constexpr int kTile = 128;
constexpr int kDepth = 32;            // elements of head_dim in a buffer
constexpr int kPitch = kDepth + 8;    // 80 bytes: eight rows lie in different banks
constexpr int kOutPitch = kTile + 8;  // likewise
constexpr int kChunksPerRow = kDepth / 8;
constexpr int kLoads = kTile * kChunksPerRow / kThreads;  // chunks a thread moves, of each operand

struct Operands {
  uint16_t query[kTile][kPitch];
  uint16_t key[kTile][kPitch];
};

union Shared {
  Operands operands[2];
  uint16_t scores[kTile][kOutPitch];
};

struct Shape {
  const void* query;
  const void* key;
  void* scores;
  int64_t matrix_count;
  int seq_len;
  int head_dim;
  float scale;
};

// Where a tile of scores begins.
struct Tile {
  int64_t matrix;
  int row;
  int column;
};

__device__ Tile TileAt(const Shape& shape, int64_t index) {
  const int side = (shape.seq_len + kTile - 1) / kTile;
  const int64_t row = index / side;  // of tiles, over all matrices
  return {row / side, static_cast<int>(row % side) * kTile, static_cast<int>(index % side) * kTile};
}

// 8 elements of a row of one matrix, from element `k` on; zeros beside the matrix.
__device__ Chunk LoadElements(const Shape& shape, const void* tensor, int64_t matrix, int row,
                              int k) {
  if (row >= shape.seq_len || k >= shape.head_dim) return {{0, 0, 0, 0}};
  const int64_t bytes = shape.matrix_count * shape.seq_len * shape.head_dim * 2;
  const int64_t offset = ((matrix * shape.seq_len + row) * shape.head_dim + k) * 2;
  const int left = shape.head_dim - k;
  return LoadChunk(tensor, bytes, offset, left < 8 ? 2 * left : 16);
}

// What one thread carries from global to shared memory.
struct Carried {
  Chunk query[kLoads];
  Chunk key[kLoads];
};

__device__ void Fetch(const Shape& shape, const Tile& tile, int k, Carried& carried) {
#pragma unroll
  for (int i = 0; i < kLoads; ++i) {
    const int chunk = static_cast<int>(threadIdx.x) + i * kThreads;
    const int row = chunk / kChunksPerRow;
    const int from = k + chunk % kChunksPerRow * 8;
    carried.query[i] = LoadElements(shape, shape.query, tile.matrix, tile.row + row, from);
    carried.key[i] = LoadElements(shape, shape.key, tile.matrix, tile.column + row, from);
  }
}

__device__ void Deposit(const Carried& carried, Operands& operands) {
#pragma unroll
  for (int i = 0; i < kLoads; ++i) {
    const int chunk = static_cast<int>(threadIdx.x) + i * kThreads;
    const int row = chunk / kChunksPerRow;
    const int at = chunk % kChunksPerRow * 8;
    *reinterpret_cast<Chunk*>(&operands.query[row][at]) = carried.query[i];
    *reinterpret_cast<Chunk*>(&operands.key[row][at]) = carried.key[i];
  }
}

// The place of a thread's scores in the tile: those of fragment (i, j) are at rows row + 16 i
// (+ 8) and columns column + 8 j (+ 1).
struct Place {
  int warp_row;
  int warp_column;
  int row;
  int column;
};

__device__ Place ThreadPlace() {
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp_row = warp / 4 * 64;
  const int warp_column = warp % 4 * 32;
  return {warp_row, warp_column, warp_row + lane / 4, warp_column + lane % 4 * 2};
}

template <typename Element>
__device__ void Multiply(const Operands& operands, const Place& place, float (&sums)[4][4][4]) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
#pragma unroll
  for (int k = 0; k < kDepth; k += 16) {
    uint32_t a[4][4];
    uint32_t b[2][4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      LoadMatrices(a[i], &operands.query[place.warp_row + 16 * i + lane % 16][k + lane / 16 * 8]);
    }
#pragma unroll
    for (int j = 0; j < 2; ++j) {
      const int row = place.warp_column + 16 * j + lane % 8 + lane / 16 * 8;
      LoadMatrices(b[j], &operands.key[row][k + lane / 8 % 2 * 8]);
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
      for (int j = 0; j < 4; ++j) MultiplyAdd(Element{}, sums[i][j], a[i], &b[j / 2][j % 2 * 2]);
    }
  }
}

template <typename Element>
__device__ void RoundScores(const Shape& shape, const Place& place, float (&sums)[4][4][4],
                            Shared& shared) {
#pragma unroll
  for (int i = 0; i < 4; ++i) {
#pragma unroll
    for (int j = 0; j < 4; ++j) {
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        const float low = sums[i][j][2 * half] * shape.scale;
        const float high = sums[i][j][2 * half + 1] * shape.scale;
        auto* const to = &shared.scores[place.row + 16 * i + 8 * half][place.column + 8 * j];
        *reinterpret_cast<uint32_t*>(to) = PackPair(Element{}, low, high);
      }
    }
  }
}

// 16 threads store a row of the tile.
__device__ void StoreScores(const Shape& shape, const Tile& tile, const Shared& shared) {
  const int columns = shape.seq_len - tile.column;
  const int column = static_cast<int>(threadIdx.x) % 16 * 8;
  for (int row = static_cast<int>(threadIdx.x) / 16; row < kTile; row += kThreads / 16) {
    if (tile.row + row >= shape.seq_len || column >= columns) continue;
    const uint4 chunk = *reinterpret_cast<const uint4*>(&shared.scores[row][column]);
    const int64_t offset =
        (tile.matrix * shape.seq_len + tile.row + row) * shape.seq_len + tile.column + column;
    uint16_t* const to = static_cast<uint16_t*>(shape.scores) + offset;
    if (shape.seq_len % 8 == 0) {
      *reinterpret_cast<uint4*>(to) = chunk;
    } else {
      StoreElements(to, chunk, columns - column);
    }
  }
}

template <typename Element>
__device__ void ComputeTile(const Shape& shape, const Tile& tile, Shared& shared) {
  const Place place = ThreadPlace();
  float sums[4][4][4] = {};
  Carried carried;
  Fetch(shape, tile, 0, carried);
  int buffer = 0;
  for (int k = 0; k < shape.head_dim; k += kDepth) {
    Deposit(carried, shared.operands[buffer]);
    __syncthreads();
    // Past the end it fetches zeros, without reading.
    Fetch(shape, tile, k + kDepth, carried);
    Multiply<Element>(shared.operands[buffer], place, sums);
    buffer ^= 1;
  }
  __syncthreads();  // the scores take the operands' memory
  RoundScores<Element>(shape, place, sums, shared);
  __syncthreads();
  StoreScores(shape, tile, shared);
  __syncthreads();
}

template <typename Element>
__global__ void __launch_bounds__(kThreads, 2) FlatPortable(Shape shape) {
  __shared__ alignas(16) Shared shared;
  const int64_t side = (shape.seq_len + kTile - 1) / kTile;
  const int64_t count = shape.matrix_count * side * side;
  for (int64_t index = blockIdx.x; index < count; index += gridDim.x) {
    ComputeTile<Element>(shape, TileAt(shape, index), shared);
  }
}

}  // namespace

void LaunchFlatPortable(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        int blocks, Stream stream) {
  const Shape shape = {tensors.query,
                       tensors.key,
                       tensors.scores,
                       problem.matrix_count(),
                       static_cast<int>(problem.seq_len),
                       static_cast<int>(problem.head_dim),
                       static_cast<float>(problem.scale())};
  if (problem.dtype == Dtype::kFloat16) {
    FlatPortable<__half><<<blocks, kThreads, 0, stream>>>(shape);
  } else {
    FlatPortable<__nv_bfloat16><<<blocks, kThreads, 0, stream>>>(shape);
  }
  CUDA_CHECK(cudaGetLastError());
}

}  // namespace attnwatch
