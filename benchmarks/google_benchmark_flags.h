// SPDX-License-Identifier: Apache-2.0
//
// What each --benchmark_* flag means in this program: our scheduler owns the order and the number
// of visits, Google Benchmark owns names, filters and reports. THE TABLE is in the .cc; flags that
// can mean nothing here are refused with the reason, never ignored.
//
//   const GoogleBenchmarkFlags flags = TakeGoogleBenchmarkFlags(&args);
//   if (flags.Selects(c.name())) ...
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace attnwatch {

struct GoogleBenchmarkFlags {
  std::string filter;               // --benchmark_filter
  bool list_tests = false;          // --benchmark_list_tests
  std::optional<int> repetitions;   // --benchmark_repetitions: judged visits of a case
  std::string out;                  // --benchmark_out
  bool has_format = false;          // --benchmark_format was given: its reporter replaces our table
  std::vector<std::string> passed;  // for Google Benchmark itself, as they were given

  // As Google Benchmark decides: a POSIX extended regular expression that is searched for in the
  // name; "all" and "" select everything, a leading '-' what does not match.
  bool Selects(const std::string& name) const;
};

// Removes the flags from `args` (without the program's name), also reading those that are set as
// environment variables, as Google Benchmark does (BENCHMARK_FILTER for --benchmark_filter).
// Throws Error for a flag that has no meaning here, an unknown one, and a wrong value.
GoogleBenchmarkFlags TakeGoogleBenchmarkFlags(std::vector<std::string>* args);

// What the help says of each flag.
std::string DescribeGoogleBenchmarkFlags();

}  // namespace attnwatch
