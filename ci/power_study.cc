// SPDX-License-Identifier: Apache-2.0
//
// power_study --noise NOISE.json RUN.json RUN.json... [--sessions=200] [--out=FILE]
#include "compare/power/power_study.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "ci/noise_record_json.h"
#include "report/power_text.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

struct StudyArguments {
  std::vector<std::string> runs;
  std::string noise, out;
  PowerOptions options;
};

void AddFlags(CLI::App* app, StudyArguments* parsed) {
  app->add_option("runs", parsed->runs, "run.json of identical code, of one device")->required();
  app->add_option("--noise", parsed->noise, "the device's noise record")->required();
  app->add_option("--sessions", parsed->options.sessions, "clean and planted ones, a scenario")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app->add_option("--screen_pairs", parsed->options.screen_pairs, "of processes")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  app->add_option("--rounds", parsed->options.rounds, "judged, a process")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app->add_option("--seed", parsed->options.seed, "of all lots")->capture_default_str();
  app->add_option("--out", parsed->out, "file for the tables as well");
}

int Study(const StudyArguments& parsed) {
  std::vector<Run> runs;
  for (const std::string& path : parsed.runs) runs.push_back(ReadRunJson(path));
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.id < b.id; });
  const NoiseRecord noise = ReadNoiseRecord(parsed.noise);
  PowerInput input;
  input.noise = &noise;
  for (const Run& run : runs) input.runs.push_back(&run);
  const auto progress = [](const std::string& scenario) { std::cerr << scenario << '\n'; };
  const std::string text = FormatPowerStudy(StudyPower(input, parsed.options, progress));
  if (!parsed.out.empty()) WriteFileAtomically(parsed.out, text);
  std::cout << text;
  return kExitPass;
}

}  // namespace
}  // namespace attnwatch

int main(int argc, char** argv) {
  attnwatch::StudyArguments parsed;
  CLI::App app(
      "What the gate finds and what it calls by mistake, on real processes dealt out again and on "
      "simulated ones, beside the rules that people use.",
      "power_study");
  attnwatch::AddFlags(&app, &parsed);
  try {
    app.parse(argc, argv);
    return attnwatch::Study(parsed);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const std::exception& error) {
    std::cerr << "power_study: " << error.what() << '\n';
    return attnwatch::kExitUsage;
  }
}
