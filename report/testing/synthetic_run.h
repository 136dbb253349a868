// SPDX-License-Identifier: Apache-2.0
//
// SyntheticRun: a made-up run of the whole figure for tests, 341 points of 12 samples. Shaped like
// an H100 running cuBLAS (alignment ladder, memory floor), but computed, not measured: equal on
// every machine.
//
//   Run run = SyntheticRun();
//   run.measurements[63].status = Status::kFailed;   // head_dim 64
#pragma once

#include "results/run.h"

namespace attnwatch {

inline constexpr int kSyntheticHeadDimMax = 341;
inline constexpr int kSyntheticSamples = 12;

// measurements[d - 1] has head_dim d; every one is ok.
Run SyntheticRun();

// One measurement of SyntheticRun, with `seconds` as the median of its samples.
Measurement SyntheticMeasurement(int64_t head_dim, double seconds);

}  // namespace attnwatch
