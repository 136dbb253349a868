// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/parallel.h"

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

namespace attnwatch {

void ParallelFor(int64_t count, int64_t grain,
                 const std::function<void(int64_t begin, int64_t end)>& body) {
  const int64_t threads = std::max(1u, std::thread::hardware_concurrency());
  const int64_t parts = std::clamp<int64_t>(count / grain, 1, threads);
  // The first `count % parts` parts are one longer; count * part could overflow.
  const auto begin_of = [&](int64_t part) {
    return count / parts * part + std::min(part, count % parts);
  };
  std::vector<std::future<void>> others;
  for (int64_t part = 1; part < parts; ++part) {
    others.push_back(
        std::async(std::launch::async, [&, part] { body(begin_of(part), begin_of(part + 1)); }));
  }
  body(begin_of(0), begin_of(1));
  for (std::future<void>& other : others) other.get();
}

}  // namespace attnwatch
