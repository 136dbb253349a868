// SPDX-License-Identifier: Apache-2.0
//
// wgmma: the warpgroup's asynchronous matrix instruction, m64n256k16, both operands in shared
// memory with head_dim contiguous, sums in float32 registers.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

#include "kernels/attention_score/flat/hopper_geometry.h"

namespace attnwatch::hopper {


// Before the first wgmma that uses registers which other instructions have touched.
__device__ __forceinline__ void FenceWgmma() {
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}
__device__ __forceinline__ void CommitWgmma() {
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}
// Waits until at most kGroups of the committed groups are still under way.
template <int kGroups>
__device__ __forceinline__ void WaitWgmma() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(kGroups) : "memory");
}

// Keeps the compiler from reading the sums earlier than here: it does not know that wgmma writes
// them later than where it stands.
__device__ __forceinline__ void UseSumsFromHere(float (&sums)[kSums]) {
#pragma unroll
  for (int i = 0; i < kSums; ++i) asm volatile("" : "+f"(sums[i])::"memory");
}

// sums = a b^T, plus sums where `accumulate` is not 0: 128 of them for 256 keys, 64 from kFirst on
// for 128.
#define ATTNWATCH_SUMS(i)                                                                         \
  "+f"(sums[kFirst + i + 0]), "+f"(sums[kFirst + i + 1]), "+f"(sums[kFirst + i + 2]), "+f"(sums[kFirst + i + 3]), \
  "+f"(sums[kFirst + i + 4]), "+f"(sums[kFirst + i + 5]), "+f"(sums[kFirst + i + 6]), "+f"(sums[kFirst + i + 7]), \
  "+f"(sums[kFirst + i + 8]), "+f"(sums[kFirst + i + 9]), "+f"(sums[kFirst + i + 10]), "+f"(sums[kFirst + i + 11]), \
  "+f"(sums[kFirst + i + 12]), "+f"(sums[kFirst + i + 13]), "+f"(sums[kFirst + i + 14]), "+f"(sums[kFirst + i + 15])
#define ATTNWATCH_WGMMA256(type)                                                                  \
  asm volatile(                                                                                   \
      "{\n"                                                                                       \
      ".reg .pred accumulate;\n"                                                                  \
      "setp.ne.b32 accumulate, %130, 0;\n"                                                        \
      "wgmma.mma_async.sync.aligned.m64n256k16.f32." type "." type                                \
      " {"                                                                                        \
      "%0, %1, %2, %3, %4, %5, %6, %7, "                                                          \
      "%8, %9, %10, %11, %12, %13, %14, %15, "                                                    \
      "%16, %17, %18, %19, %20, %21, %22, %23, "                                                  \
      "%24, %25, %26, %27, %28, %29, %30, %31, "                                                  \
      "%32, %33, %34, %35, %36, %37, %38, %39, "                                                  \
      "%40, %41, %42, %43, %44, %45, %46, %47, "                                                  \
      "%48, %49, %50, %51, %52, %53, %54, %55, "                                                  \
      "%56, %57, %58, %59, %60, %61, %62, %63, "                                                  \
      "%64, %65, %66, %67, %68, %69, %70, %71, "                                                  \
      "%72, %73, %74, %75, %76, %77, %78, %79, "                                                  \
      "%80, %81, %82, %83, %84, %85, %86, %87, "                                                  \
      "%88, %89, %90, %91, %92, %93, %94, %95, "                                                  \
      "%96, %97, %98, %99, %100, %101, %102, %103, "                                              \
      "%104, %105, %106, %107, %108, %109, %110, %111, "                                          \
      "%112, %113, %114, %115, %116, %117, %118, %119, "                                          \
      "%120, %121, %122, %123, %124, %125, %126, %127"                                            \
      "}, %128, %129, accumulate, 1, 1, 0, 0;\n"                                                  \
      "}\n"                                                                                       \
      : ATTNWATCH_SUMS(0), ATTNWATCH_SUMS(16), ATTNWATCH_SUMS(32), ATTNWATCH_SUMS(48),            \
        ATTNWATCH_SUMS(64), ATTNWATCH_SUMS(80), ATTNWATCH_SUMS(96), ATTNWATCH_SUMS(112)           \
      : "l"(a), "l"(b), "r"(accumulate))
#define ATTNWATCH_WGMMA128(type)                                                                  \
  asm volatile(                                                                                   \
      "{\n"                                                                                       \
      ".reg .pred accumulate;\n"                                                                  \
      "setp.ne.b32 accumulate, %66, 0;\n"                                                         \
      "wgmma.mma_async.sync.aligned.m64n128k16.f32." type "." type                                \
      " {"                                                                                        \
      "%0, %1, %2, %3, %4, %5, %6, %7, "                                                          \
      "%8, %9, %10, %11, %12, %13, %14, %15, "                                                    \
      "%16, %17, %18, %19, %20, %21, %22, %23, "                                                  \
      "%24, %25, %26, %27, %28, %29, %30, %31, "                                                  \
      "%32, %33, %34, %35, %36, %37, %38, %39, "                                                  \
      "%40, %41, %42, %43, %44, %45, %46, %47, "                                                  \
      "%48, %49, %50, %51, %52, %53, %54, %55, "                                                  \
      "%56, %57, %58, %59, %60, %61, %62, %63"                                                    \
      "}, %64, %65, accumulate, 1, 1, 0, 0;\n"                                                    \
      "}\n"                                                                                       \
      : ATTNWATCH_SUMS(0), ATTNWATCH_SUMS(16), ATTNWATCH_SUMS(32), ATTNWATCH_SUMS(48)             \
      : "l"(a), "l"(b), "r"(accumulate))

template <int kKeys, int kFirst>
__device__ __forceinline__ void Wgmma(__half, float (&sums)[kSums], uint64_t a, uint64_t b,
                                      int accumulate) {
  if constexpr (kKeys == 256) {
    ATTNWATCH_WGMMA256("f16");
  } else {
    ATTNWATCH_WGMMA128("f16");
  }
}
template <int kKeys, int kFirst>
__device__ __forceinline__ void Wgmma(__nv_bfloat16, float (&sums)[kSums], uint64_t a, uint64_t b,
                                      int accumulate) {
  if constexpr (kKeys == 256) {
    ATTNWATCH_WGMMA256("bf16");
  } else {
    ATTNWATCH_WGMMA128("bf16");
  }
}
#undef ATTNWATCH_WGMMA256
#undef ATTNWATCH_WGMMA128
#undef ATTNWATCH_SUMS

// Moves registers between the warpgroups of a block: to a warpgroup, from one.
template <int kRegisters>
__device__ __forceinline__ void TakeRegisters() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(kRegisters));
}
template <int kRegisters>
__device__ __forceinline__ void GiveRegisters() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(kRegisters));
}

}  // namespace attnwatch::hopper
