// SPDX-License-Identifier: Apache-2.0
//
// The command line of attention_score.
//
//   const Options options = ParseOptions({"--grid=figure", "--head_dim=64,65"});
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "benchmarks/google_benchmark_flags.h"
#include "benchmarks/grid.h"
#include "benchmarks/plant.h"
#include "benchmarks/shard.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch {

enum class Mode {
  kMeasure,
  kList,         // print the cases
  kListDevices,  // print what can be measured on
  kDryRun,       // print what would be allocated and roughly how long it takes
  kHelp,         // print `help` (or the version)
};

// --device=cpu, or --device=N with the number of a GPU.
struct DeviceChoice {
  Placement placement = Placement::kHost;
  int ordinal = 0;
};

struct Options {
  Mode mode = Mode::kMeasure;
  Grid grid;
  uint64_t seed = 1;
  std::optional<DeviceChoice> device;  // nothing: the first GPU, or the CPU where there is none
  std::optional<Shard> shard;          // --shard=2/3, or what Bazel's test runner asks for
  std::set<std::string> case_names;    // of --cases; empty: all of the grid
  std::vector<Plant> plants;           // of --plant
  bool ceilings = true;                // false: --no_ceilings
  double settle_seconds = 5;
  double hang_seconds = 60;
  std::optional<double> budget_seconds;  // --budget=120s
  std::string run_out;                   // empty: no run.json
  GoogleBenchmarkFlags google_benchmark;
  std::string help;
};

// `args` without the program's name. Throws Error, one line, for anything that is not understood.
Options ParseOptions(std::vector<std::string> args);

}  // namespace attnwatch
