// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <cstring>

#include "kernels/attention_score/test_space.h"

namespace attnwatch {
namespace {

constexpr size_t kAlignment = 256;

std::optional<std::string> Missing() { return std::nullopt; }
void* Allocate(size_t bytes) {
  return std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
}
void Copy(void* to, const void* from, size_t bytes) { std::memcpy(to, from, bytes); }

}  // namespace

const TestSpace& GetTestSpace() {
  static const TestSpace space = {Placement::kHost, Missing, Allocate, std::free, Copy};
  return space;
}

}  // namespace attnwatch
