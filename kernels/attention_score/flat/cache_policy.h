// SPDX-License-Identifier: Apache-2.0
//
// What the second-level cache should do with lines: createpolicy's encodings of evict_first and
// evict_last for all of an access, operands of .L2::cache_hint.
#pragma once

#include <cstdint>

namespace attnwatch::hopper {

inline constexpr uint64_t kEvictFirst = 0x12f0000000000000;
inline constexpr uint64_t kEvictLast = 0x14f0000000000000;

}  // namespace attnwatch::hopper
