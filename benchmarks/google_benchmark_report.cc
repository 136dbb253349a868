// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/google_benchmark_report.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <vector>

#include "results/error.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// Prints nothing: our own table is what the terminal shows.
class SilentReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}
};

std::string CaseName(const attnwatch::Run& run, const Measurement& measurement) {
  return run.suite + "/" + measurement.labels.Name();
}

// Replays one visit a call: Google Benchmark calls it once for each repetition.
class Replay {
 public:
  explicit Replay(const Measurement& measurement)
      : measurement_(measurement), visits_(JudgedVisits(measurement)) {}

  void operator()(benchmark::State& state) {
    const Visit& visit = *visits_[next_++ % visits_.size()];
    auto seconds = visit.seconds.begin();
    for (auto _ : state) state.SetIterationTime(*seconds++);
    const auto flops = static_cast<double>(measurement_.flop_count);
    state.counters["flops_per_second"] =
        benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
    state.SetBytesProcessed(measurement_.byte_count * state.iterations());
  }

 private:
  const Measurement& measurement_;
  std::vector<const Visit*> visits_;
  size_t next_ = 0;
};

benchmark::internal::Benchmark* Register(const std::string& name, int64_t launches,
                                         const std::function<void(benchmark::State&)>& body) {
  return benchmark::RegisterBenchmark(name.c_str(), body)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(launches);
}

void RegisterMeasurement(const attnwatch::Run& run, const Measurement& measurement, int rounds) {
  const std::vector<const Visit*> visits = JudgedVisits(measurement);
  const auto replay = std::make_shared<Replay>(measurement);
  auto* registered =
      Register(CaseName(run, measurement), static_cast<int64_t>(visits.front()->seconds.size()),
               [replay](benchmark::State& state) { (*replay)(state); });
  // The common number stays out of the names, so that runs of different length can be compared.
  const auto count = static_cast<int>(visits.size());
  if (count != rounds) registered->Repetitions(count);
}

// "45 unsupported, 1 failed": the cases that the report does not have.
std::string DescribeLeftOut(const attnwatch::Run& run) {
  std::map<std::string_view, int> counts;
  for (const Measurement& measurement : run.measurements) {
    if (!MedianSeconds(measurement)) ++counts[StatusName(measurement.status)];
  }
  std::string text;
  for (const auto& [status, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, status);
  }
  return text;
}

void AddContext(const attnwatch::Run& run) {
  benchmark::AddCustomContext("run_id", run.id);
  benchmark::AddCustomContext("device_key", run.environment.device_key);
  for (const auto& [key, value] : run.environment.soft.pairs()) {
    benchmark::AddCustomContext(key, value);
  }
  const std::string left_out = DescribeLeftOut(run);
  if (!left_out.empty()) benchmark::AddCustomContext("cases_left_out", left_out);
}

// Google Benchmark would find out after the measurement, and exit.
void RequireWritable(const std::string& temporary, const std::string& path) {
  const bool writable = std::ofstream(temporary).is_open();
  if (!writable) {
    throw Error(fmt::format("cannot write {}: {}; choose another --benchmark_out", path,
                            std::strerror(errno)));
  }
  std::filesystem::remove(temporary);
}

}  // namespace

GoogleBenchmarkReport::GoogleBenchmarkReport(const GoogleBenchmarkFlags& flags, int rounds)
    : out_(flags.out), has_format_(flags.has_format), rounds_(rounds) {
  arguments_.insert(arguments_.end(), flags.passed.begin(), flags.passed.end());
  arguments_.push_back(fmt::format("--benchmark_repetitions={}", rounds));
  if (!out_.empty()) {
    temporary_out_ = fmt::format("{}.{}.tmp", out_, getpid());
    RequireWritable(temporary_out_, out_);
    arguments_.push_back("--benchmark_out=" + temporary_out_);
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments_) pointers.push_back(argument.data());
  auto count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
}

void GoogleBenchmarkReport::List(const std::vector<std::string>& names, int launches) {
  for (const std::string& name : names) Register(name, launches, [](benchmark::State&) {});
  benchmark::RunSpecifiedBenchmarks();
}

bool GoogleBenchmarkReport::Write(const attnwatch::Run& run) {
  if (out_.empty() && !has_format_) return true;
  bool any = false;
  for (const Measurement& measurement : run.measurements) {
    if (!MedianSeconds(measurement)) continue;
    RegisterMeasurement(run, measurement, rounds_);
    any = true;
  }
  if (!any) return false;
  AddContext(run);

  SilentReporter silent;
  std::unique_ptr<benchmark::BenchmarkReporter> display(benchmark::CreateDefaultDisplayReporter());
  // Its preamble warns on every run that Debian built the library as DEBUG, which manual times do
  // not feel; README says so once.
  std::ostream nowhere(nullptr);
  display->SetErrorStream(&nowhere);
  benchmark::RunSpecifiedBenchmarks(has_format_ ? display.get() : &silent);
  if (out_.empty()) return true;
  std::error_code error;
  std::filesystem::rename(temporary_out_, out_, error);
  if (error) throw Error(fmt::format("cannot write {}: {}", out_, error.message()));
  return true;
}

}  // namespace attnwatch
