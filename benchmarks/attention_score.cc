// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/attention_score.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>

#include "benchmarks/case.h"
#include "benchmarks/cuda/cuda_device.h"
#include "benchmarks/dry_run.h"
#include "benchmarks/google_benchmark_report.h"
#include "benchmarks/options.h"
#include "benchmarks/session.h"
#include "benchmarks/stop_signals.h"
#include "benchmarks/table.h"
#include "results/build_info.h"
#include "results/error.h"
#include "results/merge.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// `bazel run` starts programs elsewhere; relative paths are the caller's.
void EnterCallersFolder() {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder != nullptr) std::filesystem::current_path(folder);
}

std::string UtcTime(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &utc)};
}

// The kernels decide where a run takes place, as no run is of two devices.
struct Selection {
  DeviceChoice device;
  std::string why_no_gpu;  // where nobody chose the CPU
  std::vector<Case> cases;
};

DeviceChoice PreferredDevice(const Options& options, std::string* why_no_gpu) {
  if (options.device) return *options.device;
  const bool has_gpu = !ListCudaDevices(why_no_gpu).empty();
  return {has_gpu ? Placement::kDevice : Placement::kHost, 0};
}

Selection SelectCases(const Options& options) {
  Selection selection;
  selection.device = PreferredDevice(options, &selection.why_no_gpu);
  const auto kernels = GridKernels(options.grid, selection.device.placement);
  const Placement placement = kernels.front()->placement;
  if (options.device && options.device->placement != placement) {
    throw Error(fmt::format("kernel '{}' runs on {}: choose another --device or other --kernels",
                            kernels.front()->name,
                            placement == Placement::kHost ? "the CPU" : "a GPU"));
  }
  selection.device.placement = placement;
  std::vector<Case>& cases = selection.cases;
  cases = GridCases(options.grid, kernels);
  const auto rejected = [&](const Case& c) {
    return !options.google_benchmark.Selects(c.name()) ||
           (!options.case_names.empty() && options.case_names.count(c.name()) == 0) ||
           (options.shard && !options.shard->Contains(c.name()));
  };
  cases.erase(std::remove_if(cases.begin(), cases.end(), rejected), cases.end());
  if (cases.empty()) {
    throw Error(fmt::format(
        "no case is left by --benchmark_filter={}, --cases and --shard={}; see --list",
        options.google_benchmark.filter, options.shard ? options.shard->Name() : "1/1"));
  }
  return selection;
}

std::unique_ptr<Device> OpenDevice(const DeviceChoice& choice) {
  if (choice.placement == Placement::kHost) return OpenHostDevice();
  return OpenCudaDevice(choice.ordinal);
}

void PrintDevices(std::ostream& out) {
  std::string why_none;
  for (const DeviceListing& gpu : ListCudaDevices(&why_none)) {
    out << gpu.ordinal << "  " << gpu.key << '\n';
  }
  out << "cpu  " << OpenHostDevice()->Describe().device_key << '\n';
}

void ListCases(const Options& options, const std::vector<Case>& cases, std::ostream& out) {
  if (options.google_benchmark.list_tests) {
    std::vector<std::string> names;
    names.reserve(cases.size());
    for (const Case& c : cases) names.push_back(c.name());
    GoogleBenchmarkReport(options.google_benchmark, options.grid.rounds)
        .List(names, options.grid.launches);
    return;
  }
  for (const Case& c : cases) {
    const auto why = c.kernel->unsupported(c.problem);
    out << c.name() << (why ? "  (unsupported: " + *why + ")" : "") << '\n';
  }
}

Run StartRun(const Options& options, const Device& device) {
  Run run;
  run.grid = options.grid.name;
  run.id = fmt::format("{}-{}-{}", UtcTime("%Y%m%dT%H%M%SZ"), BuildCommit().substr(0, 8), getpid());
  run.started_at = UtcTime("%Y-%m-%dT%H:%M:%SZ");
  run.environment = device.Describe();
  run.warnings = device.Warnings();
  run.planted = !options.plants.empty();
  Labels& hard = run.environment.hard;
  hard.Set("protocol", "rounds-2");
  hard.Set("inputs", kInputDistribution);
  hard.Set("input_seed", std::to_string(kInputSeed));
  Labels& soft = run.environment.soft;
  soft.Set("commit", BuildCommit());
  soft.Set("commit_dirty", BuildDirty() ? "true" : "false");
  soft.Set("compiler", fmt::format("g++ {}", __VERSION__));
  soft.Set("rounds", std::to_string(options.grid.rounds));
  soft.Set("launches", std::to_string(options.grid.launches));
  if (options.shard) soft.Set(kShardLabel, options.shard->Name());
  soft.Set("order_seed", std::to_string(options.seed));
  return run;
}

void PrintSummary(const Run& run, const SessionCost& cost, std::ostream& err) {
  for (const std::string& warning : run.warnings) err << "warning: " << warning << '\n';
  err << fmt::format("{} cases:", run.measurements.size());
  for (const Status status : kStatuses) {
    if (const int count = CountStatus(run, status)) {
      err << fmt::format(" {} {}", count, StatusName(status));
    }
  }
  err << fmt::format("; wall {}, of it device {:.1f} s, verification {:.1f} s\n",
                     FormatDuration(cost.wall), cost.device, cost.verification);
}

int MeasureCases(const Options& options, Selection selection, std::ostream& out,
                 std::ostream& err) {
  GoogleBenchmarkReport report(options.google_benchmark, options.grid.rounds);
  const std::unique_ptr<Device> device = OpenDevice(selection.device);
  if (!selection.why_no_gpu.empty()) err << "measuring the CPU: " << selection.why_no_gpu << '\n';
  Run run = StartRun(options, *device);
  Progress progress(&err, isatty(STDERR_FILENO) == 1);
  const StopSignals signals;
  SessionOptions session_options;
  session_options.rounds = options.grid.rounds;
  session_options.launches = options.grid.launches;
  session_options.seed = options.seed;
  session_options.settle_seconds = options.settle_seconds;
  session_options.hang_seconds = options.hang_seconds;
  session_options.plants = options.plants;
  session_options.ceilings = options.ceilings;
  session_options.budget_seconds = options.budget_seconds;
  session_options.interrupted = [&] { return signals.Received(); };
  Session session(session_options, std::move(selection.cases), device.get(), &progress);
  const SessionCost cost = session.Measure(&run, [&] {
    if (!options.run_out.empty()) WriteRunJson(run, options.run_out);
  });
  if (!options.google_benchmark.has_format) PrintMeasurements(run, out);
  if (!report.Write(run)) err << "no case has a time: nothing for Google Benchmark to report\n";
  PrintSummary(run, cost, err);
  const ExitCode code = MeasuringExitCode(run);
  return code == kExitPass && signals.Received() ? kExitNoAnswer : code;
}

}  // namespace

int AttentionScoreMain(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
  const Options options = ParseOptions(args);
  if (options.mode == Mode::kHelp) {
    out << options.help;
    return kExitPass;
  }
  EnterCallersFolder();
  if (options.mode == Mode::kListDevices) {
    PrintDevices(out);
    return kExitPass;
  }
  Selection selection = SelectCases(options);
  if (options.mode == Mode::kMeasure) {
    return MeasureCases(options, std::move(selection), out, err);
  }
  if (options.mode == Mode::kList) {
    ListCases(options, selection.cases, out);
  } else {
    const std::unique_ptr<Device> device = OpenDevice(selection.device);
    PrintDryRun(selection.cases, options.grid.rounds, options.grid.launches, device.get(), out);
  }
  return kExitPass;
}

}  // namespace attnwatch
