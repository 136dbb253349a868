// SPDX-License-Identifier: Apache-2.0
//
// Packing: how the queries and keys of a problem become rows that the copy engine can read, a
// multiple of 16 bytes each. Rows that are so already are read where they are; others are packed by
// spare warps of the multiplying kernel just ahead of their use.
//
//   const Packing packing = PlanPacking(problem, /*ring=*/20);
//   if (packing.needed) PackedBytes(packing);   // of the queries, and as much of the keys
//
// Packed rows lie in a ring of matrices: matrix m is in place m % ring. In the second-level cache
// where the ring is small enough, so that packing costs no traffic with memory.
#pragma once

#include <cstdint>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

struct Packing {
  bool needed = false;
  int64_t ring = 0;          // matrices
  int matrix_rows = 0;       // of one matrix
  int width = 0;             // elements of a row, a multiple of 8
  uint64_t row_inverse = 0;  // divides numbers of 16 bits by the 16-byte chunks of a row
};

// `ring` is for rows that must be packed.
Packing PlanPacking(const AttentionScoreProblem& problem, int64_t ring);

ATTNWATCH_GEOMETRY int64_t PackedBytes(const Packing& packing) {
  return packing.ring * packing.matrix_rows * packing.width * 2;
}
// The first row of a matrix, in what the copy engine reads.
ATTNWATCH_GEOMETRY int64_t FirstRow(const Packing& packing, int64_t matrix) {
  return matrix % packing.ring * packing.matrix_rows;
}

}  // namespace attnwatch::hopper
