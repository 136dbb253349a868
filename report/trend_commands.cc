// SPDX-License-Identifier: Apache-2.0
#include "report/trend_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "report/trend_wording.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

bool IsPlain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("._/=-").find(c) != std::string_view::npos;
}

// What came from files may be read by a shell as one word only.
std::string ShellWord(const std::string& text) {
  const std::string line = OneLine(text);
  if (!line.empty() && std::all_of(line.begin(), line.end(), IsPlain)) return line;
  std::string quoted = "'";
  for (const char c : line) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// The cases of the group, as a case pattern.
std::string CasesPattern(const TrendReport& report, const TrendGroup& group) {
  switch (group.scope) {
    case TrendScope::kCase:
      return report.cases[group.members.front().trend].labels.Name();
    case TrendScope::kClass:
      return "kernel=" + group.kernel + "/alignment_class=" + group.alignment_class;
    case TrendScope::kKernel:
      return "kernel=" + group.kernel;
    case TrendScope::kDevice:
    case TrendScope::kGlobal:
      break;
  }
  return "*";
}

// Whether there are two builds to compare.
bool HasTwoCommits(const TrendReport& report, const TrendGroup& group) {
  return group.last_good && !report.nights[*group.last_good].commit.empty() &&
         !report.nights[FirstBad(group)].commit.empty();
}

}  // namespace

std::string ConfirmCommand(const TrendReport& report, const TrendGroup& group) {
  if (!HasTwoCommits(report, group)) return "";
  const std::string good = CommitOf(report, *group.last_good);
  const std::string bad = CommitOf(report, FirstBad(group));
  if (good == bad) return "";
  return fmt::format("ci/gate.sh --base={} --head={} --grid={}", ShellWord(good), ShellWord(bad),
                     ShellWord(report.nights[FirstBad(group)].grid));
}

std::vector<std::string> TrendAdvice(const TrendReport& report, const TrendGroup& group) {
  if (!group.is_open || !IsSlowdown(group)) return {};
  std::vector<std::string> lines;
  const std::string confirm = ConfirmCommand(report, group);
  if (!confirm.empty()) {
    lines.push_back("confirm: " + confirm);
    lines.push_back(fmt::format(
        "find it: attnwatch bisect --good {} --bad {} --case {} --grid {}",
        ShellWord(CommitOf(report, *group.last_good)), ShellWord(CommitOf(report, FirstBad(group))),
        ShellWord(CasesPattern(report, group)), ShellWord(report.nights[FirstBad(group)].grid)));
  } else if (!HasTwoCommits(report, group)) {
    lines.push_back("confirm: attnwatch gate, with a build of before and one of now");
  } else if (group.cause == TrendCause::kEnvironment) {
    lines.push_back("one commit: not our code, but the new environment");
  } else {
    lines.push_back("one commit: not our code; look at the machine (attnwatch aa)");
  }
  lines.push_back("or, where it is meant: attnwatch accept RUN --reason=...");
  return lines;
}

}  // namespace attnwatch
