// SPDX-License-Identifier: Apache-2.0
//
// A warp's matrices of 8 rows by 16 bytes between shared memory and registers: ldmatrix, and
// stmatrix of compute capability 9.0.
#pragma once

#ifdef __CUDACC__

#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch {

// Four 8x8 matrices: lane i says where row i % 8 of matrix i / 8 lies in shared memory, by its
// address there or by a pointer.
__device__ __forceinline__ void LoadMatrices(uint32_t (&m)[4], uint32_t row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
               : "r"(row)
               : "memory");
}
__device__ __forceinline__ void LoadMatrices(uint32_t (&m)[4], const void* row) {
  LoadMatrices(m, hopper::SharedAddress(row));
}

// Stores four matrices of 8 rows by 16 bytes, a pair of elements from each thread for each; the
// threads also hold the places of the 32 rows.
__device__ __forceinline__ void StoreMatrices(void* row, uint32_t a, uint32_t b, uint32_t c,
                                              uint32_t d) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(
                   hopper::SharedAddress(row)),
               "r"(a), "r"(b), "r"(c), "r"(d)
               : "memory");
}

}  // namespace attnwatch

#else
#include "kernels/attention_score/flat/on_host/warp_matrices.h"
#endif
