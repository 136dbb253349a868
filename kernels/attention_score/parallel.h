// SPDX-License-Identifier: Apache-2.0
//
// ParallelFor: a loop over the threads that this process may run on.
//
//   ParallelFor(count, /*grain=*/4096, [&](int64_t begin, int64_t end) { Fill(begin, end); });
#pragma once

#include <cstdint>
#include <functional>

namespace attnwatch {

// Splits [0, count) into one contiguous part per thread, none smaller than `grain` (short loops
// stay on this thread), and returns when all are done. Rethrows what a part has thrown.
void ParallelFor(int64_t count, int64_t grain,
                 const std::function<void(int64_t begin, int64_t end)>& body);

}  // namespace attnwatch
