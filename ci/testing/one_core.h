// SPDX-License-Identifier: Apache-2.0
//
// For tests that judge real measurements of this CPU: this process, and the children that it starts
// from now on, stay on one core, as on a machine of one.
//
//   static void SetUpTestSuite() { StayOnOneCore(); }
//
// Threads that wait for a core which another test has taken are tens of times slower.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>

namespace attnwatch {

inline void StayOnOneCore() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
}

}  // namespace attnwatch
