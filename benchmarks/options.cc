// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <sstream>

#include "benchmarks/axis.h"
#include "results/build_info.h"
#include "results/error.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr char kDescription[] =
    "Measures attention scores S = Q K^T / sqrt(d), every kernel on every problem of a grid,\n"
    "and writes one run.json. Exit codes: 0 measured, 2 wrong use, 4 failed or incorrect cases.";

constexpr double kLeastTime = 1e-3;
constexpr size_t kCasesByteLimit = size_t{16} << 20;

// The flags as they were typed.
struct RawOptions {
  std::string cases;
  std::vector<std::string> plants;
  std::string grid, batch, heads, seq_len, head_dim, dtype, layout, kernels, device, shard, budget,
      settle, hang_timeout;
  std::optional<int> rounds, launches;
  bool no_ceilings = false;
  bool list = false;
  bool list_devices = false;
  bool dry_run = false;
};

std::string VersionLine() {
  return fmt::format("attention_score, commit {}{}", BuildCommit(), BuildDirty() ? ", dirty" : "");
}

void AddFlags(CLI::App* app, RawOptions* raw, Options* options) {
  app->add_option("--grid", raw->grid,
                  "named grid (default smoke; with axes below, figure):\n" + DescribeGrids());
  app->add_option("--head_dim", raw->head_dim, "axis: numbers and first:last[:step] ranges, 1:341");
  app->add_option("--heads", raw->heads, "axis, likewise");
  app->add_option("--batch", raw->batch, "axis, likewise");
  app->add_option("--seq_len", raw->seq_len, "axis, likewise");
  app->add_option("--dtype", raw->dtype, "list of float32, float16, bfloat16");
  app->add_option("--layout", raw->layout, "list of tn (a model's), nn (the paper's)");
  app->add_option(
      "--cases", raw->cases,
      "measure only the grid's cases that this file names, one a line, as --list prints");
  app->add_option("--kernels", raw->kernels, "list of kernels (see --list)");
  app->add_option("--device", raw->device,
                  "cpu, or the number of a GPU (default: the first GPU, if there is one)");
  app->add_option("--rounds", raw->rounds, "judged visits of each case, after a warm-up round");
  app->add_option("--launches", raw->launches, "samples of a visit");
  app->add_option("--seed", options->seed, "of the order of visits")->capture_default_str();
  app->add_option("--shard", raw->shard,
                  "i/n: measure the i-th of n parts; attnwatch merge joins them");
  app->add_option(
      "--budget", raw->budget,
      "end after this time (120s, 5m) plus one visit, and say which cases lack samples");
  app->add_option(
      "--settle", raw->settle,
      "warm the device up for at most this time, until its clock is steady (default 5s)");
  app->add_option("--hang_timeout", raw->hang_timeout,
                  "a launch that takes longer has hung and ends the process (default 60s)");
  app->add_option(
         "--plant", raw->plants,
         "PATTERN:2%, may be repeated: slow the cases down whose name holds PATTERN, to test "
         "a judge; PATTERN:heat lowers their clock instead; the run is marked as planted")
      ->allow_extra_args(false);
  app->add_option("--run_out", options->run_out, "write the run to this file after every round");
  app->add_flag("--no_ceilings", raw->no_ceilings,
                "measure no ceilings: quick, but without floors and canaries");
  app->add_flag("--list", raw->list, "print the cases, measure nothing");
  app->add_flag("--list_devices", raw->list_devices, "print what --device can choose");
  app->set_version_flag("--version", VersionLine());
  app->add_flag("--dry_run", raw->dry_run, "print memory and time needed, measure nothing");
  app->footer("Google Benchmark's flags, as they are meant here:\n" +
              DescribeGoogleBenchmarkFlags());
}

template <typename T>
std::vector<T> ParseNames(std::string_view flag, const std::string& text,
                          std::optional<T> (*find)(std::string_view), std::string_view all) {
  std::vector<T> values;
  for (const std::string& name : SplitList(flag, text)) {
    const auto value = find(name);
    if (!value) throw Error(fmt::format("--{}: '{}' is not one of {}", flag, name, all));
    if (std::find(values.begin(), values.end(), *value) == values.end()) values.push_back(*value);
  }
  return values;
}

// Returns whether the flag was given.
bool ReplaceAxis(std::string_view flag, const std::string& text, std::vector<int64_t>* axis) {
  if (text.empty()) return false;
  *axis = ParseAxis(flag, text);
  return true;
}

int RequireCount(std::string_view flag, int value) {
  if (value >= 1 && value <= 10000) return value;
  throw Error(fmt::format("--{}: {} is out of range; it must be 1 to 10000", flag, value));
}

std::optional<DeviceChoice> ParseDevice(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "cpu") return DeviceChoice{Placement::kHost, 0};
  int ordinal = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ordinal);
  if (error != std::errc() || end != text.data() + text.size() || ordinal < 0) {
    throw Error(fmt::format("--device: '{}' is neither cpu nor the number of a GPU", text));
  }
  return DeviceChoice{Placement::kDevice, ordinal};
}

// "120s", "5m", or a number of seconds, at least `least`.
std::optional<double> ParseTime(std::string_view flag, const std::string& text, double least) {
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const std::string unit(end, text.data() + text.size());
  if (unit == "m") seconds *= 60;
  const bool known = unit == "s" || unit == "m" || unit.empty();
  if (error != std::errc() || !known || !(seconds >= least) || seconds > 1e6) {
    throw Error(fmt::format("--{}: '{}' is not a time such as 120s or 5m", flag, text));
  }
  return seconds;
}

// A line each; blank lines are passed over.
std::set<std::string> ReadCaseNames(const std::string& path) {
  std::istringstream text(ReadFile(path, kCasesByteLimit));
  std::set<std::string> names;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty()) names.insert(line);
  }
  if (names.empty()) throw Error(fmt::format("--cases: {} names no case", path));
  return names;
}

Grid ChooseGrid(const RawOptions& raw) {
  const bool has_axis = !(raw.batch + raw.heads + raw.seq_len + raw.head_dim).empty();
  Grid grid = FindGrid(!raw.grid.empty() ? raw.grid : has_axis ? "figure" : "smoke");
  bool changed = ReplaceAxis("batch", raw.batch, &grid.batches);
  changed |= ReplaceAxis("heads", raw.heads, &grid.heads);
  changed |= ReplaceAxis("seq_len", raw.seq_len, &grid.seq_lens);
  changed |= ReplaceAxis("head_dim", raw.head_dim, &grid.head_dims);
  // A baseline of the named grid would miss cases; other kernels, dtypes and layouts are told
  // apart by their labels.
  if (changed) grid.name = "custom";
  if (!raw.dtype.empty()) {
    grid.dtypes = ParseNames("dtype", raw.dtype, FindDtype, "float32, float16, bfloat16");
  }
  if (!raw.layout.empty()) grid.layouts = ParseNames("layout", raw.layout, FindLayout, "tn, nn");
  if (!raw.kernels.empty()) grid.kernels = SplitList("kernels", raw.kernels);
  if (raw.rounds) grid.rounds = RequireCount("rounds", *raw.rounds);
  if (raw.launches) grid.launches = RequireCount("launches", *raw.launches);
  return grid;
}

// CLI11's messages can span lines; the first says what is wrong.
[[noreturn]] void ThrowUsage(const CLI::ParseError& error) {
  std::string message = error.what();
  throw Error(message.substr(0, message.find('\n')) + "; see --help");
}

}  // namespace

Options ParseOptions(std::vector<std::string> args) {
  Options options;
  RawOptions raw;
  CLI::App app(kDescription, "attention_score");
  AddFlags(&app, &raw, &options);
  options.google_benchmark = TakeGoogleBenchmarkFlags(&args);
  std::reverse(args.begin(), args.end());  // CLI11 takes them from the back
  try {
    app.parse(args);
  } catch (const CLI::CallForHelp&) {
    options.mode = Mode::kHelp;
    options.help = app.help();
    return options;
  } catch (const CLI::CallForVersion&) {
    options.mode = Mode::kHelp;
    options.help = VersionLine() + "\n";
    return options;
  } catch (const CLI::ParseError& error) {
    ThrowUsage(error);
  }
  options.grid = ChooseGrid(raw);
  options.ceilings = !raw.no_ceilings;
  options.plants = ParsePlants(raw.plants);
  if (!raw.cases.empty()) options.case_names = ReadCaseNames(raw.cases);
  options.device = ParseDevice(raw.device);
  options.shard = raw.shard.empty() ? BazelShard() : ParseShard(raw.shard);
  options.budget_seconds = ParseTime("budget", raw.budget, kLeastTime);
  options.settle_seconds = ParseTime("settle", raw.settle, 0).value_or(options.settle_seconds);
  options.hang_seconds =
      ParseTime("hang_timeout", raw.hang_timeout, kLeastTime).value_or(options.hang_seconds);
  if (options.google_benchmark.repetitions)
    options.grid.rounds = *options.google_benchmark.repetitions;
  if (raw.list || options.google_benchmark.list_tests) options.mode = Mode::kList;
  if (raw.list_devices) options.mode = Mode::kListDevices;
  if (raw.dry_run) options.mode = Mode::kDryRun;
  return options;
}

}  // namespace attnwatch
