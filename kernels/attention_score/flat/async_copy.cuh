// SPDX-License-Identifier: Apache-2.0
//
// cp.async: 16 bytes from global to shared memory, both aligned to 16 bytes, past the registers and
// the first-level cache. The second-level cache brings 256 bytes at a time: a row's next line, too
// (d=129, 300, 319 on an H100: 2 % faster).
#pragma once

#include "kernels/attention_score/flat/mbarrier.cuh"

#ifdef __CUDACC__

namespace attnwatch::hopper {

__device__ __forceinline__ void CopyChunk(uint32_t to, const char* from) {
  asm volatile("cp.async.cg.shared.global.L2::256B [%0], [%1], 16;" ::"r"(to), "l"(from)
               : "memory");
}

// Without a branch around it.
__device__ __forceinline__ void CopyChunkIf(bool wanted, uint32_t to, const char* from) {
  asm volatile(
      "{\n"
      ".reg .pred wanted;\n"
      "setp.ne.b32 wanted, %2, 0;\n"
      "@wanted cp.async.cg.shared.global.L2::256B [%0], [%1], 16;\n"
      "}\n" ::"r"(to),
      "l"(from), "r"(static_cast<int>(wanted))
      : "memory");
}

// Arrives when all copies that the thread has begun are done.
__device__ __forceinline__ void ArriveWhenCopied(uint32_t barrier) {
  asm volatile("cp.async.mbarrier.arrive.noinc.shared::cta.b64 [%0];" ::"r"(barrier) : "memory");
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/async_copy.h"
#endif
