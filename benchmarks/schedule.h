// SPDX-License-Identifier: Apache-2.0
//
// The order of visits: every round visits every case once, in a fresh permutation, so that drift
// spreads over all cases instead of giving each its own weather.
//
//   for (const size_t i : RoundOrder(cases.size(), round, seed)) Visit(cases[i]);
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace attnwatch {

// A permutation of 0 .. count-1: a pure function of its arguments on every machine.
std::vector<size_t> RoundOrder(size_t count, int round, uint64_t seed);

}  // namespace attnwatch
