// SPDX-License-Identifier: Apache-2.0
//
// Packing: how the queries and keys of a problem become rows that the copy engine can read, a
// multiple of 16 bytes each. Rows that are so already are read where they are; others are packed,
// by a kernel before or by spare warps of the multiplying kernel just ahead of their use.
//
//   const Packing packing = PlanPacking(problem, Feed::kRing, /*ring=*/20);
//   PackedBytes(packing);   // of the queries, and as much of the keys
//
// Packed rows lie in a ring of matrices: matrix m is in place m % ring. In the second-level cache
// where the ring is small enough, so that packing costs no traffic with memory.
#pragma once

#include <cstdint>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

enum class Feed {
  kDirect,  // rows as they are
  kPacked,  // a kernel packs all of them before
  kRing,    // warps of the multiplying kernel pack them
};

struct Packing {
  Feed feed = Feed::kDirect;
  int64_t ring = 0;     // matrices
  int matrix_rows = 0;  // of one matrix
  int width = 0;        // elements of a row, a multiple of 8
  int pitch = 0;        // elements from one row to the next
  uint64_t row_inverse = 0;  // divides numbers of 16 bits by the 16-byte chunks of a row
};

// `feed` is what to do with rows that are not aligned. `ring` is for kRing.
Packing PlanPacking(const AttentionScoreProblem& problem, Feed feed, int64_t ring, int multiple);

ATTNWATCH_GEOMETRY int64_t PackedBytes(const Packing& packing) {
  return packing.ring * packing.matrix_rows * packing.pitch * 2;
}
// The first row of a matrix, in what the copy engine reads.
ATTNWATCH_GEOMETRY int64_t FirstRow(const Packing& packing, int64_t matrix) {
  return matrix % packing.ring * packing.matrix_rows;
}

}  // namespace attnwatch::hopper
