// SPDX-License-Identifier: Apache-2.0
//
// attnwatch trend [--case PATTERN] [--since DATE] [--html FILE] [--json FILE] [--run FILE] ...
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "ci/baseline_folder.h"
#include "ci/commands.h"
#include "ci/history_trend.h"
#include "ci/trend_confirm.h"
#include "report/trend_json.h"
#include "report/trend_page.h"
#include "report/trend_text.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

struct TrendArguments {
  std::string db = "out/history.db";
  std::string baselines = DefaultBaselineFolder();
  std::string run, json, text_file;
  std::string head, bundles = "out/bundles";
  Arguments gate_flags;
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
      "it, 1 one has.",
      "attnwatch trend");
  auto* pattern = app.add_option("--case", parsed->selection.pattern,
                                 "only these cases, all with their sparklines");
  app.add_option("--since", parsed->text.since, "do not tell what ended before this date");
  app.add_option("--device", parsed->selection.device, "only this device key");
  app.add_option("--grid", parsed->selection.grid, "only this grid");
  app.add_option("--html", parsed->html,
                 "writes one page to this file: the alarms, and the nights of the cases that "
                 "alarm, or of all that --case names, with the dates of their steps");
  app.add_option("--run", parsed->run, "only the device and grid of this run.json");
  app.add_option("--json", parsed->json, "write what is alarmed, for programs");
  app.add_option("--text", parsed->text_file,
                 "write the text there, and print what is open alone, a line each");
  app.add_option(
      "--confirm", parsed->head,
      "tonight's bundle: takes turns on this device with the one of the last good commit "
      "of what is slower, where that is at hand; needs --run, leaves confirm-* beside it");
  app.add_option("--bundles", parsed->bundles, "where <commit>.tar.gz of that commit is looked for")
      ->capture_default_str();
  app.add_option("--gate_flag", parsed->gate_flags, "a flag for attnwatch gate, --budget=60")
      ->allow_extra_args(false);
  app.add_option("--db", parsed->db, "the index")->capture_default_str();
  app.add_option("--baselines", parsed->baselines, "folder of the accepted runs")
      ->capture_default_str();
  if (!ParseArguments(&app, arguments, out)) return false;
  parsed->text.all_cases = pattern->count() > 0;
  if (!parsed->text.since.empty() && !DayNumber(parsed->text.since)) {
    throw Error("--since: " + OneLine(parsed->text.since, kQuotedBytes) +
                " is no date like 2026-11-23");
  }
  if (!parsed->head.empty() && parsed->run.empty()) {
    throw Error("--confirm needs --run: only what is slower on this machine can be confirmed here");
  }
  return true;
}

// A trend of nights of other machines is not the trend of this one.
void SelectRun(const std::string& path, TrendSelection* selection) {
  const Run run = ReadRunJson(path);
  selection->device = run.environment.device_key;
  selection->grid = run.grid;
}

// On the device that the run was measured on.
void Confirm(const TrendArguments& parsed, TrendSummary* summary, std::ostream& err) {
  TrendConfirmOptions options;
  options.head = parsed.head;
  options.bundles = parsed.bundles;
  options.work = std::filesystem::path(parsed.run).parent_path();
  options.gate_flags = parsed.gate_flags;
  const bool names_device =
      std::any_of(parsed.gate_flags.begin(), parsed.gate_flags.end(),
                  [](const std::string& flag) { return flag.rfind("--device", 0) == 0; });
  if (!names_device && parsed.selection.device.rfind("cpu-", 0) == 0) {
    options.gate_flags.push_back("--device=cpu");
  }
  ConfirmTrend(options, RunGateCommand, summary, err);
}

}  // namespace

int RunTrendCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  TrendArguments parsed;
  if (!ParseTrendArguments(arguments, out, &parsed)) return kExitPass;
  if (!parsed.run.empty()) SelectRun(parsed.run, &parsed.selection);
  const HistoryIndex index(parsed.db, HistoryIndex::Mode::kRead);
  const TrendReport report =
      MakeTrendReport(index, parsed.selection, ReadAcceptances(parsed.baselines));
  TrendSummary summary = SummarizeTrend(report);
  std::string text = FormatTrend(report, parsed.text);
  if (!parsed.head.empty()) {
    Confirm(parsed, &summary, err);
    text += '\n' + FormatOpenAlarms(summary);
  }
  // Said before anything is written: a full disk must not keep it back.
  out << (parsed.text_file.empty() ? text : FormatOpenAlarms(summary));
  if (!parsed.text_file.empty()) WriteFileAtomically(parsed.text_file, text);
  if (!parsed.html.empty()) WriteFileAtomically(parsed.html, RenderTrendPage(report, parsed.text));
  if (!parsed.json.empty()) WriteFileAtomically(parsed.json, FormatTrendJson(summary));
  if (!parsed.html.empty() && parsed.text_file.empty())
    out << "\nWrote " << OneLine(parsed.html) << '\n';
  return TrendExitCode(summary);
}

}  // namespace attnwatch
