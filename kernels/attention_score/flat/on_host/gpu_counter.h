// SPDX-License-Identifier: Apache-2.0
//
// gpu_counter.cuh on the host: device.h.
#pragma once

namespace attnwatch::hopper {

inline void AddTo(unsigned* counter, unsigned value) {
  __atomic_fetch_add(counter, value, __ATOMIC_RELEASE);
}
inline void AddAfterReading(unsigned* counter, unsigned value) { AddTo(counter, value); }
inline unsigned CountOf(const unsigned* counter) {
  return __atomic_load_n(counter, __ATOMIC_ACQUIRE);
}
inline void StoreToStay(char* to, const uint4& chunk) { *reinterpret_cast<uint4*>(to) = chunk; }
inline void FenceGlobalForCopies() {}

}  // namespace attnwatch::hopper
