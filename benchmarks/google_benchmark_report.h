// SPDX-License-Identifier: Apache-2.0
//
// Hands a finished run to Google Benchmark, which names, filters and reports it: one visit is one
// repetition, one launch is one iteration with the very time that run.json stores. Cases without a
// time are left out (Google Benchmark would write them as 0 seconds) and named in its context.
//
//   GoogleBenchmarkReport report(flags, grid.rounds);   // before measuring: wrong flags end here
//   report.Write(run);
//
// One object a process: Google Benchmark's state is global.
#pragma once

#include <string>
#include <vector>

#include "benchmarks/google_benchmark_flags.h"
#include "results/run.h"

namespace attnwatch {

class GoogleBenchmarkReport {
 public:
  GoogleBenchmarkReport(const GoogleBenchmarkFlags& flags, int rounds);

  // Prints to stdout where a format was asked for, and writes the file of --benchmark_out (to a
  // temporary name, then renamed). False where no case has a time: then there is nothing to report.
  // Throws Error where the file cannot be written.
  bool Write(const Run& run);

  // Prints these names as --benchmark_list_tests, which must have been given, does.
  void List(const std::vector<std::string>& names, int launches);

 private:
  // Google Benchmark keeps a pointer to the first.
  std::vector<std::string> arguments_ = {"attention_score"};
  std::string out_;
  std::string temporary_out_;
  bool has_format_;
  int rounds_;
};

}  // namespace attnwatch
