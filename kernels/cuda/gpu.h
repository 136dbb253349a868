// SPDX-License-Identifier: Apache-2.0
//
// Whether this process can use a GPU at all.
//
//   if (const auto why = GpuMissing()) Skip(*why);   // "no GPU: no CUDA-capable device is detected
//   ..."
#pragma once

#include <optional>
#include <string>

namespace attnwatch {

// Why there is no GPU for this process, in one line, or nothing. Cheap after the first call.
std::optional<std::string> GpuMissing();

}  // namespace attnwatch
