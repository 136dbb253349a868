// SPDX-License-Identifier: Apache-2.0
//
// attnwatch compare BASELINE CANDIDATE... [--tolerance=5%] [--policy FILE] [--noise FILE]
//                   [--require-baseline] [--dir DIR] [--out DIR] [--github]
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <ostream>

#include "baselines/store.h"
#include "ci/baseline_folder.h"
#include "ci/commands.h"
#include "ci/noise_record_json.h"
#include "ci/stored_comparison.h"
#include "ci/utc_clock.h"
#include "ci/verdict_files.h"
#include "report/verdict_annotations.h"
#include "report/verdict_text.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct CompareArguments {
  std::string baseline;
  std::vector<std::string> candidates;
  std::string tolerance;
  std::string policy;
  std::string noise;
  std::string dir = DefaultBaselineFolder();
  std::string out;
  bool require_baseline = false;
  bool github = false;
};

// False where only help was wanted.
bool ParseCompareArguments(const Arguments& arguments, std::ostream& out,
                           CompareArguments* parsed) {
  CLI::App app(
      "Judges runs against stored ones. What got slower is `unconfirmed` (exit code 3) until an "
      "A/B on one device confirms it, unless it is clearly beyond a tolerance that you set. Exit "
      "codes: 0 pass, 1 regression, 2 usage, 3 no answer, 4 missing, failed or incorrect cases.",
      "attnwatch compare");
  app.add_option("baseline", parsed->baseline,
                 "a run.json, a folder with baselines, or the name of one of this device")
      ->required();
  app.add_option("candidates", parsed->candidates, "run.json of one build, a process each")
      ->required();
  app.add_option("--tolerance", parsed->tolerance, "slowdown that fails: 5% or 0.05");
  app.add_option("--policy", parsed->policy,
                 "policy.json (default: built in; see attnwatch policy)");
  app.add_option("--noise", parsed->noise,
                 "noise record of this device (default: noise.json beside its baselines)");
  app.add_option("--dir", parsed->dir,
                 "where baselines are found by name (baselines/data here, else the bundle's)");
  app.add_flag("--require-baseline", parsed->require_baseline,
               "exit with 3 where there is no baseline yet");
  app.add_option("--out", parsed->out,
                 "folder for report.html, report.md, junit.xml and verdict.json");
  app.add_flag("--github", parsed->github, "print GitHub annotations as well");
  return ParseArguments(&app, arguments, out);
}

// What is compared with: accepted runs, or a single file.
struct Stored {
  std::optional<Baseline> baseline;
  std::vector<Run> runs;

  const std::vector<Run>& all() const { return baseline ? baseline->runs : runs; }
};

Stored FindStored(const CompareArguments& arguments, const Run& candidate) {
  const fs::path path(arguments.baseline);
  if (fs::is_directory(path)) {
    if (IsBaseline(path.string())) return {ReadBaseline(path.string()), {}};
    return {FindBaseline(path.string(), candidate), {}};
  }
  if (fs::exists(path) || path.has_parent_path() || path.has_extension()) {
    return {std::nullopt, {ReadRunJson(path.string())}};
  }
  const fs::path named = fs::path(arguments.dir) / candidate.environment.device_key / path;
  if (IsBaseline(named.string())) return {ReadBaseline(named.string()), {}};
  return {};
}

// The one that was named, which must fit; else the one beside the baseline, if it fits.
std::optional<NoiseRecord> FindNoise(const CompareArguments& arguments, const Stored& stored,
                                     const Run& candidate, std::string* why_not) {
  if (!arguments.noise.empty()) return ReadNoiseRecord(arguments.noise);
  const std::string path = stored.baseline ? NoiseRecordBeside(stored.baseline->folder) : "";
  return ReadFittingNoise(path, candidate.environment, why_not);
}

bool WantsColour(const std::ostream& out) {
  return &out == &std::cout && isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

void AddNoBaseline(const CompareArguments& arguments, const Run& candidate,
                   StoredVerdict* verdict) {
  verdict->notices.push_back(NoBaselineNotice(candidate, arguments.baseline));
  if (arguments.require_baseline) verdict->exit_code_min = kExitNoAnswer;
}

VerdictReport MakeReport(const StoredRequest& request, const StoredVerdict& verdict) {
  VerdictInput input;
  input.judgement = &verdict.judgement;
  input.policy = &verdict.policy;
  input.baseline = request.baseline;
  input.candidate = request.candidate;
  input.comparison = verdict.comparison;
  input.notices = verdict.notices;
  input.exit_code_min = verdict.exit_code_min;
  return BuildVerdictReport(input);
}

}  // namespace

int RunCompareCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  CompareArguments parsed;
  if (!ParseCompareArguments(arguments, out, &parsed)) return kExitPass;
  const GatePolicy policy = ReadGatePolicy(parsed.policy);
  std::vector<Run> candidates;
  for (const std::string& path : parsed.candidates) candidates.push_back(ReadRunJson(path));
  const Stored stored = FindStored(parsed, candidates.front());
  std::string why_no_noise;
  const auto noise = FindNoise(parsed, stored, candidates.front(), &why_no_noise);

  StoredRequest request;
  request.baseline = PointersTo(stored.all());
  request.candidate = PointersTo(candidates);
  if (stored.baseline) request.record = &stored.baseline->record;
  request.policy = &policy;
  if (noise) request.noise = &*noise;
  if (!parsed.tolerance.empty()) request.tolerance = ParseRatio(parsed.tolerance);
  request.today = UtcToday();
  if (const auto why = WhyRefused(request)) {
    err << "attnwatch compare: baseline refused: " << OneLine(*why) << '\n';
    return kExitNoAnswer;
  }
  StoredVerdict verdict = JudgeAgainstStored(request);
  if (!why_no_noise.empty()) verdict.notices.push_back({Severity::kWarning, why_no_noise});
  if (request.baseline.empty()) AddNoBaseline(parsed, candidates.front(), &verdict);
  const VerdictReport report = MakeReport(request, verdict);
  if (!parsed.out.empty())
    WriteVerdictFiles(report, request.baseline, request.candidate, parsed.out);
  out << FormatVerdictText(report, {WantsColour(out)});
  if (parsed.github) out << FormatVerdictAnnotations(report);
  if (!parsed.out.empty()) out << "\nWrote the reports to " << parsed.out << '\n';
  return report.exit_code;
}

}  // namespace attnwatch
