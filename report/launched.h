// SPDX-License-Identifier: Apache-2.0
//
// What ran: the device kernels that a kernel of the table launched, by head_dim.
//
//   out << FormatLaunched(panel);
//   //   42 points  memset + nvjet_sm90_hsh_128x256_64x4_2x1_v_bz_coopA_TNN
//   //              d = 8:336:8
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/figure.h"

namespace attnwatch {

// Head dimensions in ascending order, shortest first: {1, 3, 5, 8} is "1:5:2, 8" (first:last:step,
// what --head_dim takes).
std::string JoinProgressions(const std::vector<int64_t>& numbers);

// For a terminal, the most frequent first; empty where nothing was recorded.
std::string FormatLaunched(const FigurePanel& panel);

}  // namespace attnwatch
