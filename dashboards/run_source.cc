// SPDX-License-Identifier: Apache-2.0
#include "dashboards/run_source.h"

#include <malloc.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>
#include <tuple>
#include <utility>

#include "report/trend_json.h"
#include "report/verdict_json.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"

namespace attnwatch {

RunSource::RunSource(std::vector<std::string> paths, std::vector<std::string> verdict_paths,
                     bool keep_all)
    : paths_(std::move(paths)), verdict_paths_(std::move(verdict_paths)), keep_all_(keep_all) {
  for (const std::string& path : verdict_paths_) used_verdicts_[path] = false;
}

RunSource::Stamps RunSource::StampsOf(const std::string& path) const {
  Stamps stamps;
  std::vector<std::string> files = FindVerdictFiles(path);
  files.insert(files.begin(), path);
  if (const auto trend = FindTrendFile(path)) files.push_back(*trend);
  files.insert(files.end(), verdict_paths_.begin(), verdict_paths_.end());
  for (const std::string& file : files) {
    if (const auto stamp = StampOf(file)) stamps.emplace_back(file, *stamp);
  }
  return stamps;
}

std::optional<VerdictReport> RunSource::FindVerdict(const std::string& path, const Run& run) {
  for (const std::string& file : verdict_paths_) {
    VerdictReport verdict = ReadVerdictJson(file);
    if (!IsVerdictOf(verdict, run)) continue;
    used_verdicts_[file] = true;
    return verdict;
  }
  for (const std::string& file : FindVerdictFiles(path)) {
    VerdictReport verdict = ReadVerdictJson(file);
    if (IsVerdictOf(verdict, run)) return verdict;
  }
  return std::nullopt;
}

// What it was before stays where the file is not good now.
void RunSource::Load(const std::string& path, Entry* entry) {
  try {
    Run run = ReadRunJson(path);
    auto verdict = FindVerdict(path, run);
    auto snapshot = std::make_shared<Snapshot>(MakeSnapshot(std::move(run), std::move(verdict)));
    if (const auto trend = FindTrendFile(path)) {
      snapshot->trend = TrendOf(ReadTrendJson(*trend), snapshot->run);
    }
    entry->problem.clear();
    entry->readable = true;
    entry->complete = snapshot->run.complete;
    entry->key = KeyOf(snapshot->run);
    entry->start_timestamp = snapshot->start_timestamp.value_or(0);
    entry->id = snapshot->run.id;
    entry->success_timestamp = snapshot->last_success_timestamp;
    entry->snapshot = std::move(snapshot);
  } catch (const Error& error) {
    entry->problem = error.what();
  }
}

bool RunSource::IsMeasuring(const Entry& entry) {
  if (entry.complete || !entry.from_folder || entry.stamps.empty()) return false;
  const auto changed = static_cast<double>(entry.stamps.front().second.changed_seconds);
  return static_cast<double>(std::time(nullptr)) - changed < kStillMeasuringSeconds;
}

// One that was dropped may have become unreadable since: then it is the next one.
std::optional<std::string> RunSource::FirstWithSnapshot(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Entry& entry = entries_.at(path);
    if (!entry.snapshot && entry.problem.empty()) Load(path, &entry);
    if (entry.snapshot) return path;
  }
  return std::nullopt;
}

void RunSource::ChooseNewest() {
  newest_.clear();
  std::map<RunKey, std::vector<std::string>> runs;
  std::map<RunKey, double> successes;
  for (const auto& [path, entry] : entries_) {
    if (!entry.readable || IsMeasuring(entry)) continue;
    runs[entry.key].push_back(path);
    if (entry.success_timestamp) {
      double& success = successes[entry.key];
      success = std::max(success, *entry.success_timestamp);
    }
  }
  for (auto& [key, paths] : runs) {
    std::stable_sort(paths.begin(), paths.end(), [this](const auto& a, const auto& b) {
      const Entry &left = entries_.at(a), &right = entries_.at(b);
      return std::tie(left.start_timestamp, left.id) > std::tie(right.start_timestamp, right.id);
    });
    const auto path = FirstWithSnapshot(paths);
    if (!path) continue;
    newest_.emplace(key, *path);
    const auto success = successes.find(key);
    if (success != successes.end()) {
      entries_.at(*path).snapshot->last_success_timestamp = success->second;
    }
  }
}

// Many runs are read one after the other: only one of each key stays in memory.
void RunSource::DropOlder(Entry* entry, std::map<RunKey, Entry*>* latest) const {
  if (keep_all_ || !entry->snapshot || IsMeasuring(*entry)) return;
  const auto [place, is_first] = latest->emplace(entry->key, entry);
  if (is_first || place->second == entry) return;
  Entry* other = place->second;
  const bool is_newer =
      std::tie(entry->start_timestamp, entry->id) > std::tie(other->start_timestamp, other->id);
  (is_newer ? other : entry)->snapshot.reset();
  if (is_newer) place->second = entry;
}

void RunSource::Refresh() {
  std::map<std::string, bool> files;  // whether from a folder
  for (const std::string& path : paths_) {
    for (const std::string& file : FindRunFiles(path)) files.emplace(file, file != path);
  }
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    entry = files.count(entry->first) == 0 ? entries_.erase(entry) : std::next(entry);
  }
  std::map<RunKey, Entry*> latest;
  for (const auto& [path, from_folder] : files) {
    Stamps stamps = StampsOf(path);
    Entry& entry = entries_[path];
    if (entry.stamps == stamps && (entry.readable || !entry.problem.empty())) continue;
    entry.stamps = std::move(stamps);
    entry.from_folder = from_folder;
    Load(path, &entry);
    DropOlder(&entry, &latest);
  }
  ChooseNewest();
  // Parsing takes ten times what stays; glibc would keep it, beside the text that comes next.
  malloc_trim(0);
  std::set<std::string> chosen;
  for (const auto& [key, path] : newest_) chosen.insert(path);
  problems_.clear();
  for (auto& [path, entry] : entries_) {
    if (!entry.problem.empty()) problems_.push_back(entry.problem);
    if (!keep_all_ && chosen.count(path) == 0) entry.snapshot.reset();
  }
}

void RunSource::RequireGood() const {
  if (!problems_.empty()) {
    const size_t others = problems_.size() - 1;
    throw Error(problems_.front() +
                (others > 0 ? " (and " + std::to_string(others) + " more)" : std::string()));
  }
  for (const auto& [path, used] : used_verdicts_) {
    if (!used) throw Error(OneLine(path) + ": is not the verdict of a run that is exported");
  }
  if (newest_.empty()) throw Error("there is no finished run in " + OneLine(paths_.front()));
}

std::vector<const Snapshot*> RunSource::Newest() const {
  std::vector<const Snapshot*> snapshots;
  for (const auto& [key, path] : newest_) {
    const Entry& entry = entries_.at(path);
    if (entry.snapshot) snapshots.push_back(entry.snapshot.get());
  }
  return snapshots;
}

std::vector<const Snapshot*> RunSource::All() const {
  std::vector<const Snapshot*> snapshots;
  for (const auto& [path, entry] : entries_) {
    if (entry.snapshot && !IsMeasuring(entry)) snapshots.push_back(entry.snapshot.get());
  }
  return snapshots;
}

const std::string& RunSource::PathOf(const Snapshot& snapshot) const {
  for (const auto& [path, entry] : entries_) {
    if (entry.snapshot.get() == &snapshot) return path;
  }
  throw Error("no run has this snapshot");
}

}  // namespace attnwatch
