// SPDX-License-Identifier: Apache-2.0
//
// TestSpace: where the tensors of the tested kernels live. A test links one of host_test_space.cc
// and device_test_space.cc, and so tests the rows of one placement.
//
//   if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

struct TestSpace {
  Placement placement;
  std::optional<std::string> (*missing)();  // why nothing can be tested here, or nothing
  void* (*allocate)(size_t bytes);          // 256-byte aligned
  void (*release)(void* memory);
  void (*copy)(void* to, const void* from, size_t bytes);  // either way; waits for launches
};

const TestSpace& GetTestSpace();

}  // namespace attnwatch
