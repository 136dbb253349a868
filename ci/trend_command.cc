// SPDX-License-Identifier: Apache-2.0
//
// attnwatch trend [--case PATTERN] [--since DATE] [--html FILE] [--db FILE]
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "ci/baseline_folder.h"
#include "ci/commands.h"
#include "ci/history_trend.h"
#include "report/trend_page.h"
#include "report/trend_text.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

struct TrendArguments {
  std::string db = "out/history.db";
  std::string baselines = DefaultBaselineFolder();
  TrendSelection selection;
  TrendTextOptions text;
  std::string html;
};

bool ParseTrendArguments(const Arguments& arguments, std::ostream& out, TrendArguments* parsed) {
  CLI::App app(
      "Says what changed over the nights of an index (attnwatch history index): which cases are "
      "slower, faster or noisier than the nights after they were last accepted, since when, in "
      "which commits, and what else changed. Exit codes: 0 nothing is slower, 2 wrong use, 3 "
      "something is, or became it with a new driver, library or board, and no A/B has confirmed "
      "it.",
      "attnwatch trend");
  auto* pattern = app.add_option("--case", parsed->selection.pattern,
                                 "only these cases, all with their sparklines");
  app.add_option("--since", parsed->text.since, "do not tell what ended before this date");
  app.add_option("--device", parsed->selection.device, "only this device key");
  app.add_option("--grid", parsed->selection.grid, "only this grid");
  app.add_option("--html", parsed->html,
                 "writes one page to this file: the alarms, and the nights of the cases that "
                 "alarm, or of all that --case names, with the dates of their steps");
  app.add_option("--db", parsed->db, "the index")->capture_default_str();
  app.add_option("--baselines", parsed->baselines, "folder of the accepted runs")
      ->capture_default_str();
  if (!ParseArguments(&app, arguments, out)) return false;
  parsed->text.all_cases = pattern->count() > 0;
  if (!parsed->text.since.empty() && !DayNumber(parsed->text.since)) {
    throw Error("--since: " + OneLine(parsed->text.since, kQuotedBytes) +
                " is no date like 2026-11-23");
  }
  return true;
}

}  // namespace

int RunTrendCommand(const Arguments& arguments, std::ostream& out, std::ostream&) {
  TrendArguments parsed;
  if (!ParseTrendArguments(arguments, out, &parsed)) return kExitPass;
  const HistoryIndex index(parsed.db, HistoryIndex::Mode::kRead);
  const TrendReport report =
      MakeTrendReport(index, parsed.selection, ReadAcceptances(parsed.baselines));
  if (!parsed.html.empty()) WriteFileAtomically(parsed.html, RenderTrendPage(report, parsed.text));
  out << FormatTrend(report, parsed.text);
  if (!parsed.html.empty()) out << "\nWrote " << OneLine(parsed.html) << '\n';
  const bool is_slower =
      std::any_of(report.groups.begin(), report.groups.end(),
                  [](const TrendGroup& group) { return group.is_open && IsSlowdown(group); });
  return is_slower ? kExitNoAnswer : kExitPass;
}

}  // namespace attnwatch
