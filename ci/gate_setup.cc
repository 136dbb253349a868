// SPDX-License-Identifier: Apache-2.0
#include "ci/gate_setup.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "ci/baseline_folder.h"
#include "ci/noise_record_json.h"
#include "ci/stored_comparison.h"
#include "ci/tolerances.h"
#include "ci/utc_clock.h"

namespace attnwatch {

void AddGateFlags(CLI::App* app, GateSetup* setup) {
  app->add_option("--grid", setup->grid, "what is measured")->capture_default_str();
  app->add_option("--flag", setup->flags,
                  "another flag for attention_score, --kernels=padded; may be repeated")
      ->allow_extra_args(false);
  app->add_option("--device", setup->device, "cpu, or the number of a GPU");
  app->add_option("--budget", setup->budget_seconds, "seconds of measuring, a gate")
      ->capture_default_str();
  app->add_option("--screen_pairs", setup->screen_pairs,
                  "pairs of processes over all cases (default: 1, 2 without a noise record, more "
                  "where many cases stay undecided)");
  app->add_option("--rounds", setup->rounds, "judged visits of each case in such a process")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option("--tolerance", setup->tolerance, "a slowdown that fails, 2%");
  app->add_option("--noise", setup->noise,
                  "the device's noise record (attnwatch aa --json; "
                  "default: the one beside the baselines, where it fits)");
}

std::vector<std::string> FormatGateFlags(const GateSetup& setup) {
  std::vector<std::string> arguments = {"--grid=" + setup.grid};
  const auto add = [&](const std::string& flag, const std::string& value) {
    if (!value.empty()) arguments.push_back(flag + "=" + value);
  };
  for (const std::string& flag : setup.flags) add("--flag", flag);
  add("--device", setup.device);
  if (setup.screen_pairs > 0) add("--screen_pairs", std::to_string(setup.screen_pairs));
  add("--rounds", std::to_string(setup.rounds));
  add("--tolerance", setup.tolerance);
  add("--noise", setup.noise);
  return arguments;
}

std::optional<NoiseRecord> FindNoiseRecord(const std::string& baselines,
                                           const Environment& environment) {
  // Beside the device's baselines, whatever their names.
  const auto beside = std::filesystem::path(baselines) / environment.device_key / "any";
  std::string why_not;  // the gate says itself that it knows no noise
  return ReadFittingNoise(NoiseRecordBeside(beside), environment, &why_not);
}

GateOptions MakeGateOptions(const GateSetup& setup, const GatePolicy& policy,
                            std::vector<Notice>* notices) {
  GateOptions options;
  options.flags = {"--grid=" + setup.grid};
  if (!setup.device.empty()) options.flags.push_back("--device=" + setup.device);
  options.flags.insert(options.flags.end(), setup.flags.begin(), setup.flags.end());
  options.budget_seconds = setup.budget_seconds;
  options.screen_pairs = setup.screen_pairs;
  options.rounds = setup.rounds;
  if (!setup.noise.empty()) options.noise = ReadNoiseRecord(setup.noise);
  options.find_noise = [](const Environment& environment) {
    return FindNoiseRecord(DefaultBaselineFolder(), environment);
  };
  PolicyRequest request;
  request.kind = ComparisonKind::kAb;
  if (!setup.tolerance.empty()) request.tolerance = ParseRatio(setup.tolerance);
  request.today = UtcToday();
  options.make_policy = [=](const std::vector<Labels>& cases) {
    PolicyRequest of_cases = request;
    of_cases.cases = cases;
    return MakePolicy(policy, of_cases, notices);
  };
  return options;
}

}  // namespace attnwatch
