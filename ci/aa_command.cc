// SPDX-License-Identifier: Apache-2.0
//
// attnwatch aa RUN.json RUN.json... [--set_aside=N] [--splits=N] [--json NOISE.json [--add]]
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <set>

#include "ci/commands.h"
#include "ci/noise_record_json.h"
#include "compare/aa_study.h"
#include "report/aa_text.h"
#include "results/error.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

struct AaArguments {
  std::vector<std::string> runs;
  AaOptions options;
  std::string json;
  bool add = false;
};

// False where only help was wanted.
bool ParseAaArguments(const Arguments& arguments, std::ostream& out, AaArguments* parsed) {
  CLI::App app(
      "Says how noisy a device is, from runs of identical code: how far two processes are apart, "
      "how cases follow the clock, what more samples buy, and how often rules would call "
      "identical code slower.",
      "attnwatch aa");
  app.add_option("runs", parsed->runs, "two run.json of identical code or more, of one device")
      ->required();
  app.add_option("--set_aside", parsed->options.set_aside,
                 "fit without the last N runs, by id, and count the false alarms on those");
  app.add_option("--splits", parsed->options.splits,
                 "random splits of the runs into two arms to try the gate on (100)")
      ->check(CLI::Range(1, 100000));
  app.add_option("--json", parsed->json, "the noise record to write, for judging");
  app.add_flag("--add", parsed->add, "keep what the noise record there says of other cases")
      ->needs("--json");
  return ParseArguments(&app, arguments, out);
}

void RequireWholeRun(const Run& run, const std::string& path) {
  if (!run.complete) throw Error(path + ": is incomplete: measure it again");
  if (run.planted) throw Error(path + ": is planted: it is not identical code");
}

// Other commits are other code, whatever the person who collected the runs believes.
void RequireSameCode(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    for (const char* trait : {"commit", "commit_dirty"}) {
      const std::string& first = runs.front().environment.soft.Get(trait);
      const std::string& other = run.environment.soft.Get(trait);
      if (first == other) continue;
      throw Error("runs " + runs.front().id + " and " + run.id + " are not of identical code: " +
                  trait + " is " + (first.empty() ? "unknown" : first) + " and " +
                  (other.empty() ? "unknown" : other));
    }
  }
}

// In the order of their ids, which is that of time.
std::vector<Run> ReadRuns(const std::vector<std::string>& paths) {
  std::vector<Run> runs;
  runs.reserve(paths.size());
  for (const std::string& path : paths) {
    runs.push_back(ReadRunJson(path));
    RequireWholeRun(runs.back(), path);
  }
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.id < b.id; });
  const auto twice = std::adjacent_find(runs.begin(), runs.end(),
                                        [](const Run& a, const Run& b) { return a.id == b.id; });
  if (twice != runs.end()) throw Error("run " + twice->id + " is there twice");
  RequireSameCode(runs);
  return runs;
}

// Boards of one device key differ more than processes on one board.
void WarnOfBoards(const std::vector<Run>& runs, std::ostream& err) {
  std::set<std::string> boards;
  for (const Run& run : runs) boards.insert(run.environment.soft.Get("board"));
  if (boards.size() < 2) return;
  err << "attnwatch aa: the runs are of " << boards.size()
      << " boards: what boards differ in is part of the noise below\n";
}

}  // namespace

int RunAaCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  AaArguments parsed;
  if (!ParseAaArguments(arguments, out, &parsed)) return kExitPass;
  const std::vector<Run> runs = ReadRuns(parsed.runs);
  WarnOfBoards(runs, err);
  std::vector<const Run*> pointers;
  pointers.reserve(runs.size());
  for (const Run& run : runs) pointers.push_back(&run);
  AaStudy study = StudyAa(pointers, parsed.options);
  const std::string text = FormatAaStudy(study, parsed.options);
  if (parsed.add) AddOlder(ReadNoiseRecord(parsed.json), &study.noise);
  if (!parsed.json.empty()) WriteNoiseRecord(study.noise, parsed.json);
  out << text;
  if (!parsed.json.empty()) out << "\nWrote " << parsed.json << '\n';
  return kExitPass;
}

}  // namespace attnwatch
