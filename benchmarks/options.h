// SPDX-License-Identifier: Apache-2.0
//
// The command line of attention_score.
//
//   const Options options = ParseOptions({"--grid=figure", "--head_dim=64,65"});
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/google_benchmark_flags.h"
#include "benchmarks/grid.h"

namespace attnwatch {

enum class Mode {
  kMeasure,
  kList,    // print the cases
  kDryRun,  // print what would be allocated and roughly how long it takes
  kHelp,    // print `help` (or the version)
};

struct Options {
  Mode mode = Mode::kMeasure;
  Grid grid;
  uint64_t seed = 1;
  std::string run_out;  // empty: no run.json
  GoogleBenchmarkFlags google_benchmark;
  std::string help;
};

// `args` without the program's name. Throws Error, one line, for anything that is not understood.
Options ParseOptions(std::vector<std::string> args);

}  // namespace attnwatch
