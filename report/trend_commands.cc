// SPDX-License-Identifier: Apache-2.0
#include "report/trend_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

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

}  // namespace

std::string TrendCommit(const TrendReport& report, size_t night) {
  const std::string& commit = report.nights[night].commit;
  return commit.empty() ? "unknown" : OneLine(commit.substr(0, 12));
}

std::string FormatTrendCommands(const TrendReport& report, const TrendGroup& group) {
  const TrendReportNight& first = report.nights[group.first_raised];
  if (!group.last_good || report.nights[*group.last_good].commit.empty() || first.commit.empty()) {
    return "    confirm: attnwatch gate, with a build of before and one of now\n";
  }
  const std::string good = ShellWord(TrendCommit(report, *group.last_good));
  const std::string bad = ShellWord(TrendCommit(report, group.first_raised));
  if (good == bad) return "    one commit: not our code; look at the machine (attnwatch aa)\n";
  const std::string grid = ShellWord(first.grid);
  return fmt::format("    confirm: ci/gate.sh --base={} --head={} --grid={}\n", good, bad, grid) +
         fmt::format("    find it: attnwatch bisect --good {} --bad {} --case {} --grid {}\n", good,
                     bad, ShellWord(CasesPattern(report, group)), grid);
}

}  // namespace attnwatch
