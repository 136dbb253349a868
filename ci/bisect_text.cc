// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_text.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string_view>

#include "report/verdict_json.h"
#include "report/verdict_report.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr std::array<std::string_view, 3> kOutcomeNames = {"good", "bad", "skipped"};
constexpr size_t kNamedCases = 10;

// What the gate of the commit found: its slower cases, with their intervals and what else changed.
std::string FormatEvidence(const std::string& verdict_path) {
  const VerdictReport report = ReadVerdictJson(verdict_path);
  std::string text;
  size_t slower = 0;
  for (const ReportCase& one : report.cases) {
    if (one.point.verdict != Verdict::kRegressed || ++slower > kNamedCases) continue;
    text += fmt::format("  {}\n    {}{}{}\n", OneLine(one.name), DescribeRatio(one.point),
                        one.cause.empty() ? "" : "; ", OneLine(one.cause));
  }
  if (slower > kNamedCases) text += fmt::format("  and {} more cases\n", slower - kNamedCases);
  for (const Shift& shift : report.shifts) {
    if (shift.verdict == Verdict::kRegressed) text += "  " + DescribeShift(shift) + '\n';
  }
  for (const std::string& cause : report.causes) text += "  " + OneLine(cause) + '\n';
  return text;
}

std::string FormatFound(const GitRepository& repository, const BisectState& state,
                        const std::string& folder) {
  const std::string& commit = state.candidates.front();
  std::string text = "first bad commit: " + repository.Describe(commit) + '\n';
  const BisectTrial* trial = FindTrial(state, commit);
  if (trial == nullptr || trial->gate.empty()) return text;
  const auto gate = std::filesystem::path(folder) / trial->gate;
  return text + "slower than " + repository.Describe(state.good) + ":\n" +
         FormatEvidence((gate / "verdict.json").string()) + "  " + (gate / "report.html").string() +
         '\n';
}

std::string FormatSeveral(const GitRepository& repository, const BisectState& state) {
  std::string text =
      fmt::format("one of {} commits; those that were skipped cannot be told apart:\n",
                  state.candidates.size());
  for (const std::string& commit : state.candidates) {
    const BisectTrial* trial = FindTrial(state, commit);
    text += trial == nullptr ? fmt::format("  skipped  {}\n", repository.Describe(commit))
                             : "  " + FormatTrial(repository, *trial);
  }
  return text;
}

}  // namespace

std::string FormatTrial(const GitRepository& repository, const BisectTrial& trial) {
  return fmt::format("{:<8} {}{}{}\n", kOutcomeNames[static_cast<size_t>(trial.outcome)],
                     repository.Describe(trial.commit), trial.reason.empty() ? "" : ": ",
                     OneLine(trial.reason));
}

std::string FormatBisection(const GitRepository& repository, const BisectState& state,
                            const std::string& folder) {
  std::string text;
  switch (state.outcome) {
    case BisectOutcome::kSearching:
      break;
    case BisectOutcome::kFound:
      text = FormatFound(repository, state, folder);
      break;
    case BisectOutcome::kSeveral:
      text = FormatSeveral(repository, state);
      break;
    case BisectOutcome::kNotSlower:
      text = "nothing to bisect: --bad is not slower than --good in these cases\n";
      break;
  }
  return text + fmt::format("{} builds, {} gates: {}\n", state.builds, state.gates, folder);
}

}  // namespace attnwatch
