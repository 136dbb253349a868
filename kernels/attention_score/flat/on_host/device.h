// SPDX-License-Identifier: Apache-2.0
//
// What nvcc gives to device code, for device code that is compiled for the host: a thread of a
// block is a thread of this machine. So the Hopper kernels, warps of different work with barriers
// between them, run where there is no GPU, and under ThreadSanitizer, which knows what no barrier
// orders.
//
//   #include "kernels/attention_score/flat/on_host/device.h"        // before any .cuh
//   #include "kernels/attention_score/flat/repack_block.cuh"
//
//   RunBlocks(/*blocks=*/2, /*threads=*/384,
//             [&](char* memory) { RunBlock<__half>(arguments, memory); });
//
// The headers beside this one are the instructions of the headers of the same names one folder up.
// Where an instruction is one of a whole warp, its threads wait for each other. Fences do nothing:
// that a proxy needs one is not seen here.
#pragma once

#include <cuda_runtime.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <thread>

#include "kernels/attention_score/flat/on_host/block.h"

#define threadIdx ::attnwatch::on_host::thread_index
#define blockIdx ::attnwatch::on_host::block_index

using std::max;
using std::min;

inline void __syncwarp() { attnwatch::on_host::block->SyncWarp(); }
inline void __syncthreads() { attnwatch::on_host::block->SyncThreads(); }

// Of lane `lane`.
template <typename T>
T __shfl_sync(unsigned /*mask*/, T value, int lane) {
  const auto& words = attnwatch::on_host::block->TellWarp({static_cast<uint32_t>(value)});
  return static_cast<T>(words[lane][0]);
}

inline unsigned atomicAdd(unsigned* to, unsigned value) {
  return __atomic_fetch_add(to, value, __ATOMIC_ACQ_REL);
}

// Four of the eight bytes of `high`, `low`, by the four lowest nibbles of `select`.
inline unsigned __byte_perm(unsigned low, unsigned high, unsigned select) {
  const uint64_t bytes = uint64_t{high} << 32 | low;
  unsigned result = 0;
  for (int i = 0; i < 4; ++i) {
    result |= static_cast<unsigned>(bytes >> (8 * (select >> (4 * i) & 7)) & 0xff) << (8 * i);
  }
  return result;
}

inline void __stcs(uint4* to, const uint4& value) { *to = value; }
inline void __stcg(uint4* to, const uint4& value) { *to = value; }
// Longer than asked for: all threads of all blocks share this machine's cores.
inline void __nanosleep(unsigned nanoseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(nanoseconds));
}
inline void __threadfence() {}
inline void __trap() { std::abort(); }
