// SPDX-License-Identifier: Apache-2.0
//
// The one scratch of the process on its GPU, for kernels that copy their operands: a figure is 341
// prepared cases, and one is launched at a time. Its address changes when it grows, so a launch
// asks for it.
//
//   GrowScratch(bytes);   // when a case is prepared
//   ScratchData();        // in each launch
#pragma once

#include <cstdint>

namespace attnwatch {

// To at least so many bytes; what is in it is lost. Throws std::runtime_error.
void GrowScratch(int64_t bytes);

// 256-byte aligned; null before it has grown.
void* ScratchData();

}  // namespace attnwatch
