// SPDX-License-Identifier: Apache-2.0
//
// wgmma m64n128k16, both operands in shared memory with head_dim contiguous, sums in float32
// registers.
#pragma once

#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper {

// sums = a b^T, plus sums where `accumulate` is not 0.
#define ATTNWATCH_SUMS(i)                                                                        \
  "+f"(sums[i + 0]), "+f"(sums[i + 1]), "+f"(sums[i + 2]), "+f"(sums[i + 3]), "+f"(sums[i + 4]), \
      "+f"(sums[i + 5]), "+f"(sums[i + 6]), "+f"(sums[i + 7]), "+f"(sums[i + 8]),                \
      "+f"(sums[i + 9]), "+f"(sums[i + 10]), "+f"(sums[i + 11]), "+f"(sums[i + 12]),             \
      "+f"(sums[i + 13]), "+f"(sums[i + 14]), "+f"(sums[i + 15])
#define ATTNWATCH_WGMMA(type)                                                         \
  asm volatile(                                                                       \
      "{\n"                                                                           \
      ".reg .pred accumulate;\n"                                                      \
      "setp.ne.b32 accumulate, %66, 0;\n"                                             \
      "wgmma.mma_async.sync.aligned.m64n128k16.f32." type "." type                    \
      " {"                                                                            \
      "%0, %1, %2, %3, %4, %5, %6, %7, "                                              \
      "%8, %9, %10, %11, %12, %13, %14, %15, "                                        \
      "%16, %17, %18, %19, %20, %21, %22, %23, "                                      \
      "%24, %25, %26, %27, %28, %29, %30, %31, "                                      \
      "%32, %33, %34, %35, %36, %37, %38, %39, "                                      \
      "%40, %41, %42, %43, %44, %45, %46, %47, "                                      \
      "%48, %49, %50, %51, %52, %53, %54, %55, "                                      \
      "%56, %57, %58, %59, %60, %61, %62, %63"                                        \
      "}, %64, %65, accumulate, 1, 1, 0, 0;\n"                                        \
      "}\n"                                                                           \
      : ATTNWATCH_SUMS(0), ATTNWATCH_SUMS(16), ATTNWATCH_SUMS(32), ATTNWATCH_SUMS(48) \
      : "l"(a), "l"(b), "r"(accumulate))

__device__ __forceinline__ void Wgmma128(__half, float (&sums)[64], uint64_t a, uint64_t b,
                                         int accumulate) {
  ATTNWATCH_WGMMA("f16");
}
__device__ __forceinline__ void Wgmma128(__nv_bfloat16, float (&sums)[64], uint64_t a, uint64_t b,
                                         int accumulate) {
  ATTNWATCH_WGMMA("bf16");
}
#undef ATTNWATCH_WGMMA
#undef ATTNWATCH_SUMS

}  // namespace attnwatch::hopper
