// SPDX-License-Identifier: Apache-2.0
//
// wgmma, the warpgroup's asynchronous matrix instruction, m64nNk16: sums = a b^T, plus sums where
// `accumulate` is not 0. b is in shared memory with head_dim contiguous, sums are in float32
// registers; a is in shared memory (Wgmma128) or in registers (Wgmma).
//
//   FenceWgmma();
//   Wgmma128(Element{}, sums, MatrixDescriptor(a), MatrixDescriptor(b), /*accumulate=*/0);
//   CommitWgmma();
//   WaitWgmma<0>();
//   UseSumsFromHere(sums);
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

#include "kernels/attention_score/flat/hopper_geometry.h"

#ifdef __CUDACC__

namespace attnwatch::hopper {

// Makes what the thread has written to shared memory known to wgmma.
__device__ __forceinline__ void FenceForWgmma() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

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
template <int kCount>
__device__ __forceinline__ void UseSumsFromHere(float (&sums)[kCount]) {
#pragma unroll
  for (int i = 0; i < kCount; ++i) asm volatile("" : "+f"(sums[i])::"memory");
}
template <int kBlocks, int kCount>
__device__ __forceinline__ void UseSumsFromHere(float (&sums)[kBlocks][kCount]) {
#pragma unroll
  for (int block = 0; block < kBlocks; ++block) UseSumsFromHere(sums[block]);
}

// The operands of the instruction are numbered: the sums, the words of a or its descriptor, the
// descriptor of b, `accumulate`.
#define ATTNWATCH_SUMS(i)                                                                        \
  "+f"(sums[i + 0]), "+f"(sums[i + 1]), "+f"(sums[i + 2]), "+f"(sums[i + 3]), "+f"(sums[i + 4]), \
      "+f"(sums[i + 5]), "+f"(sums[i + 6]), "+f"(sums[i + 7]), "+f"(sums[i + 8]),                \
      "+f"(sums[i + 9]), "+f"(sums[i + 10]), "+f"(sums[i + 11]), "+f"(sums[i + 12]),             \
      "+f"(sums[i + 13]), "+f"(sums[i + 14]), "+f"(sums[i + 15])
#define ATTNWATCH_SUMS_TO_32 ATTNWATCH_SUMS(0), ATTNWATCH_SUMS(16)
#define ATTNWATCH_SUMS_TO_48 ATTNWATCH_SUMS_TO_32, ATTNWATCH_SUMS(32)
#define ATTNWATCH_SUMS_TO_64 ATTNWATCH_SUMS_TO_48, ATTNWATCH_SUMS(48)
#define ATTNWATCH_SUMS_TO_96 ATTNWATCH_SUMS_TO_64, ATTNWATCH_SUMS(64), ATTNWATCH_SUMS(80)
#define ATTNWATCH_SUMS_TO_128 ATTNWATCH_SUMS_TO_96, ATTNWATCH_SUMS(96), ATTNWATCH_SUMS(112)
#define ATTNWATCH_NAMES_TO_32                                                        \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, " \
  "%18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define ATTNWATCH_NAMES_TO_48 \
  ATTNWATCH_NAMES_TO_32       \
  ", %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47"
#define ATTNWATCH_NAMES_TO_64 \
  ATTNWATCH_NAMES_TO_48       \
  ", %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#define ATTNWATCH_NAMES_FROM_64                                                      \
  "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, " \
  "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95"
#define ATTNWATCH_NAMES_FROM_96                                                          \
  "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, "     \
  "%110, %111, %112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, " \
  "%124, %125, %126, %127"
#define ATTNWATCH_NAMES_TO_96 ATTNWATCH_NAMES_TO_64 ", " ATTNWATCH_NAMES_FROM_64
#define ATTNWATCH_NAMES_TO_128 ATTNWATCH_NAMES_TO_96 ", " ATTNWATCH_NAMES_FROM_96
#define ATTNWATCH_WGMMA(n, type, names, a_name, b_name, accumulate_name)                 \
  "{\n"                                                                                  \
  ".reg .pred accumulate;\n"                                                             \
  "setp.ne.b32 accumulate, " accumulate_name                                             \
  ", 0;\n"                                                                               \
  "wgmma.mma_async.sync.aligned.m64n" n "k16.f32." type "." type " {" names "}, " a_name \
  ", " b_name ", accumulate, 1, 1, 0"
#define ATTNWATCH_WGMMA_SHARED(type)                                                       \
  asm volatile(                                                                            \
      ATTNWATCH_WGMMA("128", type, ATTNWATCH_NAMES_TO_64, "%64", "%65", "%66") ", 0;\n}\n" \
      : ATTNWATCH_SUMS_TO_64                                                               \
      : "l"(a), "l"(b), "r"(accumulate))
__device__ __forceinline__ void Wgmma128(__half, float (&sums)[64], uint64_t a, uint64_t b,
                                         int accumulate) {
  ATTNWATCH_WGMMA_SHARED("f16");
}
__device__ __forceinline__ void Wgmma128(__nv_bfloat16, float (&sums)[64], uint64_t a, uint64_t b,
                                         int accumulate) {
  ATTNWATCH_WGMMA_SHARED("bf16");
}

// void Wgmma(element, float (&sums)[N / 2], uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3,
//            uint64_t b, int accumulate), for both types of elements and each N below.
// Words of a are of 16 rows a warp: of its row lane / 4, of the one 8 below, and the next of both.
#define ATTNWATCH_WGMMA_ROWS_OF(element, type, n, count, a_names, b_name, accumulate_name)      \
  __device__ __forceinline__ void Wgmma(element, float(&sums)[count], uint32_t a0, uint32_t a1, \
                                        uint32_t a2, uint32_t a3, uint64_t b, int accumulate) { \
    asm volatile(ATTNWATCH_WGMMA(n, type, ATTNWATCH_NAMES_TO_##count, "{" a_names "}", b_name,  \
                                 accumulate_name) ";\n}\n"                                      \
                 : ATTNWATCH_SUMS_TO_##count                                                    \
                 : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "l"(b), "r"(accumulate));                \
  }
#define ATTNWATCH_WGMMA_ROWS(n, count, a_names, b_name, accumulate_name)             \
  ATTNWATCH_WGMMA_ROWS_OF(__half, "f16", n, count, a_names, b_name, accumulate_name) \
  ATTNWATCH_WGMMA_ROWS_OF(__nv_bfloat16, "bf16", n, count, a_names, b_name, accumulate_name)

ATTNWATCH_WGMMA_ROWS("64", 32, "%32, %33, %34, %35", "%36", "%37")
ATTNWATCH_WGMMA_ROWS("96", 48, "%48, %49, %50, %51", "%52", "%53")
ATTNWATCH_WGMMA_ROWS("128", 64, "%64, %65, %66, %67", "%68", "%69")
ATTNWATCH_WGMMA_ROWS("192", 96, "%96, %97, %98, %99", "%100", "%101")
ATTNWATCH_WGMMA_ROWS("256", 128, "%128, %129, %130, %131", "%132", "%133")

#undef ATTNWATCH_SUMS
#undef ATTNWATCH_SUMS_TO_32
#undef ATTNWATCH_SUMS_TO_48
#undef ATTNWATCH_SUMS_TO_64
#undef ATTNWATCH_SUMS_TO_96
#undef ATTNWATCH_SUMS_TO_128
#undef ATTNWATCH_NAMES_TO_32
#undef ATTNWATCH_NAMES_TO_48
#undef ATTNWATCH_NAMES_TO_64
#undef ATTNWATCH_NAMES_FROM_64
#undef ATTNWATCH_NAMES_FROM_96
#undef ATTNWATCH_NAMES_TO_96
#undef ATTNWATCH_NAMES_TO_128
#undef ATTNWATCH_WGMMA
#undef ATTNWATCH_WGMMA_ROWS_OF
#undef ATTNWATCH_WGMMA_ROWS
#undef ATTNWATCH_WGMMA_SHARED

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

#else
#include "kernels/attention_score/flat/on_host/wgmma.h"
#endif
