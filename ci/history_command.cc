// SPDX-License-Identifier: Apache-2.0
//
// attnwatch history index DIR... | list | show CASE | export
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <tuple>

#include "baselines/history/index.h"
#include "ci/commands.h"
#include "ci/history_csv.h"
#include "ci/history_update.h"
#include "dashboards/exposition.h"
#include "dashboards/run_source.h"
#include "report/units.h"
#include "results/atomic_file.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct HistoryArguments {
  std::vector<std::string> folders;
  std::string db, pattern = "*", device, grid, otava, openmetrics;
  bool prune = false;
};

int Index(const HistoryArguments& parsed, std::ostream& out, std::ostream& err) {
  const std::string db =
      parsed.db.empty() ? (fs::path(parsed.folders.front()) / "history.db").string() : parsed.db;
  for (const std::string& folder : parsed.folders) {
    if (!fs::exists(folder)) throw Error("there is no run and no folder at " + OneLine(folder));
  }
  HistoryIndex index(db, HistoryIndex::Mode::kWrite);
  const HistoryUpdate update = UpdateHistory(&index, parsed.folders, std::time(nullptr));
  for (const std::string& problem : update.problems)
    err << "attnwatch history: " << problem << '\n';
  for (const std::string& note : update.notes) err << "attnwatch history: note: " << note << '\n';
  out << fmt::format("{}: {} runs added, {} replaced, {} known", OneLine(db), update.added,
                     update.replaced, update.known);
  if (update.measuring > 0) out << ", " << update.measuring << " still being measured";
  if (parsed.prune) {
    for (const Night& night : update.gone) index.Remove(night);
  }
  if (!update.gone.empty()) {
    out << ", " << update.gone.size()
        << (parsed.prune ? " forgotten, because their files are gone"
                         : " kept though their files are gone (--prune forgets them)");
  }
  out << '\n';
  return update.problems.empty() ? kExitPass : kExitUsage;
}

using SeriesKey = std::tuple<std::string, std::string, std::string>;  // device, grid, suite

int List(const HistoryIndex& index, std::ostream& out) {
  std::map<SeriesKey, size_t> cases;
  for (const Series& one : index.FindCases()) ++cases[{one.device_key, one.grid, one.suite}];
  struct Span {
    size_t nights = 0;
    std::string first, last;
    std::set<std::string> environments;
  };
  std::map<SeriesKey, Span> spans;
  for (const auto& [key, night] : index.ReadNights()) {
    Span& span = spans[{night.device_key, night.grid, night.suite}];
    ++span.nights;
    if (span.first.empty() || night.started_at < span.first) span.first = night.started_at;
    span.last = std::max(span.last, night.started_at);
    span.environments.insert(night.environment);
  }
  if (spans.empty()) out << "No runs yet: attnwatch history index DIR\n";
  for (const auto& [key, span] : spans) {
    out << fmt::format("{} {}: {} nights, {} to {}, {} cases, {} environments\n",
                       OneLine(std::get<0>(key)), OneLine(std::get<1>(key)), span.nights,
                       OneLine(span.first), OneLine(span.last), cases[key],
                       span.environments.size());
  }
  return kExitPass;
}

// Those that are meant. Throws Error where there is none: a misspelt case is no answer.
std::vector<Series> Select(const HistoryIndex& index, const Nights& nights,
                           const HistoryArguments& parsed) {
  const CasePattern pattern(parsed.pattern);
  std::vector<Series> selected;
  for (Series& one : index.FindCases()) {
    if (!parsed.device.empty() && one.device_key != parsed.device) continue;
    if (!parsed.grid.empty() && one.grid != parsed.grid) continue;
    if (!pattern.Matches(one.labels)) continue;
    index.ReadPoints(nights, &one);
    selected.push_back(std::move(one));
  }
  if (selected.empty()) {
    throw Error("no case of the history is " + OneLine(parsed.pattern) +
                "; attnwatch history list says what there is");
  }
  return selected;
}

void Show(const Nights& nights, const Series& series, std::ostream& out) {
  out << fmt::format("{} ({}, {})\n  {:20}  {:12}  {:>10}  {:>8}  {:>8}  {}\n",
                     OneLine(series.labels.Name()), OneLine(series.device_key),
                     OneLine(series.grid), "night", "commit", "ms", "spread", "MHz", "status");
  for (const NightPoint& point : series.points) {
    const Night& night = nights.at(point.night);
    const bool is_measured = point.status == Status::kOk;
    out << fmt::format("  {:20}  {:12}  {:>10}  {:>8}  {:>8}  {}{}\n", OneLine(night.started_at),
                       OneLine(night.commit.substr(0, 12)),
                       is_measured ? FormatMs(std::exp(point.log_median)) : "-",
                       is_measured ? FormatPercent(point.deviation) : "-",
                       is_measured && point.log_clock
                           ? fmt::format("{:.0f}", std::exp(*point.log_clock) / 1e6)
                           : "-",
                       StatusName(point.status), night.planted ? ", planted" : "");
  }
}

void ExportCsv(const Nights& nights, const std::vector<Series>& series, const std::string& path,
               std::ostream& out, std::ostream& err) {
  for (const Series& one : series) {
    if (one.device_key != series.front().device_key || one.grid != series.front().grid) {
      throw Error("these cases are of several devices or grids: choose with --device and --grid");
    }
  }
  const CsvExport csv = MakeCsv(nights, series);
  if (!csv.incomplete.empty()) {
    err << "attnwatch history: " << csv.incomplete.size()
        << " cases lack some of these nights and are left out, such as " << csv.incomplete.front()
        << "; exported alone, a case has its own nights\n";
  }
  const std::string config = fs::path(path).replace_extension(".otava.yaml").string();
  WriteFileAtomically(path, csv.text);
  WriteFileAtomically(config, MakeOtavaConfig(csv, fs::absolute(path).string()));
  out << fmt::format(
      "Wrote {} ({} nights, {} cases) and {}: OTAVA_CONFIG={} otava analyze attnwatch\n",
      OneLine(path), csv.night_count, csv.columns.size(), OneLine(config), OneLine(config));
}

// From the runs themselves: the index does not keep all that is exported.
void ExportOpenMetrics(const Nights& nights, const HistoryArguments& parsed, std::ostream& out) {
  std::vector<std::string> paths;
  for (const auto& [key, night] : nights) {
    if (!parsed.device.empty() && night.device_key != parsed.device) continue;
    if (!parsed.grid.empty() && night.grid != parsed.grid) continue;
    paths.push_back(night.path);
  }
  if (paths.empty()) throw Error("the history has no such run");
  RunSource source(paths, {}, true);
  source.Refresh();
  source.RequireGood();
  WriteFileAtomically(parsed.openmetrics, RenderOpenMetrics(source.All()));
  out << "Wrote " << OneLine(parsed.openmetrics) << " (" << paths.size() << " runs)\n";
}

struct App {
  CLI::App app{
      "Keeps one index over the folders of nightly runs. The runs are the truth: the index can be "
      "deleted and is rebuilt from them. Exit codes: 0 done, 2 wrong use, a damaged or newer "
      "index, "
      "or a run that could not be added (the others were).",
      "attnwatch history"};
  CLI::App* index = app.add_subcommand("index", "add the runs of folders to the index");
  CLI::App* list = app.add_subcommand("list", "say what the index holds");
  CLI::App* show = app.add_subcommand("show", "the nights of the cases that a pattern names");
  CLI::App* write = app.add_subcommand("export", "write the history for other tools");
};

void AddFlags(App* app, HistoryArguments* parsed) {
  app->app.require_subcommand(1);
  for (CLI::App* command : {app->index, app->list, app->show, app->write}) {
    command->add_option("--db", parsed->db,
                        command == app->index ? "the index (history.db in the first folder)"
                                              : "the index (out/history.db)");
  }
  app->index->add_option("folders", parsed->folders, "folders of runs, such as out")->required();
  app->index->add_flag("--prune", parsed->prune, "forget runs whose files are gone");
  app->show->add_option("case", parsed->pattern, "such as kernel=cublas/head_dim=64")->required();
  app->write->add_option("--case", parsed->pattern, "only these cases; CSV")->capture_default_str();
  app->write->add_option("--otava", parsed->otava, "write CSV, and a configuration for Otava");
  app->write->add_option("--openmetrics", parsed->openmetrics,
                         "write for promtool tsdb create-blocks-from openmetrics");
  for (CLI::App* command : {app->show, app->write}) {
    command->add_option("--device", parsed->device, "only this device key");
    command->add_option("--grid", parsed->grid, "only this grid");
  }
}

}  // namespace

int RunHistoryCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  App app;
  HistoryArguments parsed;
  AddFlags(&app, &parsed);
  if (!ParseArguments(&app.app, arguments, out)) return kExitPass;
  if (app.index->parsed()) return Index(parsed, out, err);
  if (app.write->parsed() && parsed.otava.empty() && parsed.openmetrics.empty()) {
    throw Error("say where to: --otava or --openmetrics");
  }
  const HistoryIndex index(parsed.db.empty() ? "out/history.db" : parsed.db,
                           HistoryIndex::Mode::kRead);
  if (app.list->parsed()) return List(index, out);
  const Nights nights = index.ReadNights();
  if (!parsed.openmetrics.empty()) ExportOpenMetrics(nights, parsed, out);
  if (app.show->parsed() || !parsed.otava.empty()) {
    const std::vector<Series> series = Select(index, nights, parsed);
    if (!parsed.otava.empty()) ExportCsv(nights, series, parsed.otava, out, err);
    for (const Series& one : series) {
      if (app.show->parsed()) Show(nights, one, out);
    }
  }
  return kExitPass;
}

}  // namespace attnwatch
