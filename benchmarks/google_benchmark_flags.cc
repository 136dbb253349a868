// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/google_benchmark_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "benchmarks/axis.h"
#include "results/error.h"

namespace attnwatch {
namespace {

void PassOn(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  flags->passed.push_back(fmt::format("--{}={}", name, value));
}

bool IsTrue(const std::string& name, const std::string& value) {
  if (value == "true" || value == "yes" || value == "1" || value.empty()) return true;
  if (value == "false" || value == "no" || value == "0") return false;
  throw Error(fmt::format("--{}: '{}' is neither true nor false", name, value));
}

void TakeFilter(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  flags->filter = value;
  try {
    flags->Selects("");  // a bad expression is a bad flag
  } catch (const std::regex_error& error) {
    throw Error(
        fmt::format("--{}: '{}' is not a regular expression: {}", name, value, error.what()));
  }
  PassOn(flags, name, value);
}

void TakeList(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  flags->list_tests = IsTrue(name, value);
  PassOn(flags, name, flags->list_tests ? "true" : "false");
}

void TakeRepetitions(GoogleBenchmarkFlags* flags, const std::string& name,
                     const std::string& value) {
  char* end = nullptr;
  const int64_t count = std::strtol(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || count < 1 || count > 10000) {
    throw Error(fmt::format("--{}: '{}' is not a number of visits from 1 to 10000", name, value));
  }
  flags->repetitions = static_cast<int>(count);
}

void TakeOut(GoogleBenchmarkFlags* flags, const std::string&, const std::string& value) {
  flags->out = value;
}

// Google Benchmark answers a wrong value with its usage and exit code 0.
void PassOneOf(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value,
               const std::vector<std::string>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) {
    throw Error(fmt::format("--{}: '{}' is not one of {}", name, value, fmt::join(values, ", ")));
  }
  PassOn(flags, name, value);
}

void TakeFormat(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  flags->has_format = true;
  PassOneOf(flags, name, value, {"console", "json", "csv"});
}

void TakeOutFormat(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  PassOneOf(flags, name, value, {"console", "json", "csv"});
}

void TakeTimeUnit(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  PassOneOf(flags, name, value, {"ns", "us", "ms", "s"});
}

void TakeContext(GoogleBenchmarkFlags* flags, const std::string& name, const std::string& value) {
  for (const std::string& fact : SplitList(name, value)) {
    if (fact.find('=') == std::string::npos) {
      throw Error(fmt::format("--{}: '{}' is not key=value", name, fact));
    }
  }
  PassOn(flags, name, value);
}

void TakeInterleaving(GoogleBenchmarkFlags*, const std::string& name, const std::string& value) {
  if (IsTrue(name, value)) return;  // it is always so
  throw Error(
      fmt::format("--{}=false: every round visits the cases in a fresh random order, "
                  "so that drift cannot favour one; use --seed to choose the order",
                  name));
}

[[noreturn]] void RefuseMinTime(GoogleBenchmarkFlags*, const std::string& name,
                                const std::string&) {
  throw Error(
      fmt::format("--{} has no meaning here: every case gets the same number of samples; "
                  "use --rounds and --launches",
                  name));
}

[[noreturn]] void RefuseWarmup(GoogleBenchmarkFlags*, const std::string& name, const std::string&) {
  throw Error(
      fmt::format("--{} has no meaning here: round 0 visits every case once as warm-up", name));
}

[[noreturn]] void RefuseCounters(GoogleBenchmarkFlags*, const std::string& name,
                                 const std::string&) {
  throw Error(
      fmt::format("--{} has no meaning here: Google Benchmark reports visits that are over, "
                  "so it would count its own work",
                  name));
}

[[noreturn]] void RefuseDryRun(GoogleBenchmarkFlags*, const std::string& name, const std::string&) {
  throw Error(fmt::format("--{} has no meaning here: use --dry_run, which measures nothing", name));
}

struct Flag {
  std::string_view name;  // without the dashes
  std::string_view meaning;
  void (*take)(GoogleBenchmarkFlags*, const std::string& name, const std::string& value);
};

// THE TABLE: every flag of Google Benchmark 1.7 and what it means here.
constexpr std::array<Flag, 18> kFlags = {{
    {"benchmark_filter", "measure and report only cases whose name matches", TakeFilter},
    {"benchmark_list_tests", "print Google Benchmark's names of the cases, measure nothing",
     TakeList},
    {"benchmark_repetitions", "judged visits of each case: the same as --rounds", TakeRepetitions},
    {"benchmark_out", "write Google Benchmark's report to this file", TakeOut},
    {"benchmark_out_format", "json, console or csv for that file", TakeOutFormat},
    {"benchmark_format", "print Google Benchmark's report instead of our table", TakeFormat},
    {"benchmark_report_aggregates_only", "as Google Benchmark: statistics only", PassOn},
    {"benchmark_display_aggregates_only", "as Google Benchmark, for the terminal", PassOn},
    {"benchmark_color", "as Google Benchmark", PassOn},
    {"benchmark_counters_tabular", "as Google Benchmark", PassOn},
    {"benchmark_context", "as Google Benchmark: key=value facts for its report", TakeContext},
    {"benchmark_time_unit", "as Google Benchmark: ns, us, ms or s", TakeTimeUnit},
    {"v", "as Google Benchmark: its log level", PassOn},
    {"benchmark_enable_random_interleaving", "true is always so; false is refused",
     TakeInterleaving},
    {"benchmark_min_time", "refused: samples are counted, see --rounds and --launches",
     RefuseMinTime},
    {"benchmark_min_warmup_time", "refused: round 0 is the warm-up", RefuseWarmup},
    {"benchmark_perf_counters", "refused: visits are over when Google Benchmark reports them",
     RefuseCounters},
    {"benchmark_dry_run", "refused: see --dry_run", RefuseDryRun},
}};

const Flag* FindFlag(std::string_view name) {
  const auto found = std::find_if(kFlags.begin(), kFlags.end(),
                                  [&](const Flag& flag) { return flag.name == name; });
  return found == kFlags.end() ? nullptr : &*found;
}

// "--benchmark_filter=x" -> {"benchmark_filter", "x"}; empty for an argument of ours.
std::pair<std::string, std::string> SplitFlag(const std::string& argument) {
  if (argument.rfind("--benchmark_", 0) != 0 && argument.rfind("--v=", 0) != 0) return {};
  const size_t equals = argument.find('=');
  if (equals == std::string::npos) return {argument.substr(2), ""};
  return {argument.substr(2, equals - 2), argument.substr(equals + 1)};
}

// The environment's flags come first, so that the command line overrides them.
std::vector<std::string> EnvironmentFlags() {
  std::vector<std::string> flags;
  for (const Flag& flag : kFlags) {
    if (flag.name == "v") continue;
    std::string variable(flag.name);
    for (char& c : variable) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (const char* value = std::getenv(variable.c_str())) {
      flags.push_back(fmt::format("--{}={}", flag.name, value));
    }
  }
  return flags;
}

}  // namespace

bool GoogleBenchmarkFlags::Selects(const std::string& name) const {
  if (filter.empty() || filter == "all") return true;
  const bool negative = filter[0] == '-';
  const std::regex expression(negative ? filter.substr(1) : filter, std::regex::extended);
  return std::regex_search(name, expression) != negative;
}

GoogleBenchmarkFlags TakeGoogleBenchmarkFlags(std::vector<std::string>* args) {
  GoogleBenchmarkFlags flags;
  std::vector<std::string> rest;
  std::vector<std::string> all = EnvironmentFlags();
  all.insert(all.end(), args->begin(), args->end());
  for (const std::string& argument : all) {
    const auto [name, value] = SplitFlag(argument);
    if (name.empty()) {
      rest.push_back(argument);
    } else if (const Flag* flag = FindFlag(name)) {
      flag->take(&flags, name, value);
    } else {
      throw Error(fmt::format("--{} is not a flag of Google Benchmark 1.7; see --help", name));
    }
  }
  *args = std::move(rest);
  return flags;
}

std::string DescribeGoogleBenchmarkFlags() {
  std::string text;
  for (const Flag& flag : kFlags) text += fmt::format("  --{:<38}{}\n", flag.name, flag.meaning);
  return text;
}

}  // namespace attnwatch
