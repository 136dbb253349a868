// SPDX-License-Identifier: Apache-2.0
#include "baselines/store.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRecordByteLimit = size_t{16} << 20;
// Sums in another order differ in the last digits.
constexpr double kSameSeconds = 1e-9;

std::string RunPath(const std::string& folder, size_t number) {
  return (fs::path(folder) / (std::to_string(number) + ".json")).string();
}

std::vector<Labels::Pair> Sorted(const Labels& labels) {
  std::vector<Labels::Pair> pairs = labels.pairs();
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

[[noreturn]] void FailEdited(const Baseline& baseline, const std::string& what) {
  throw Error(OneLine(baseline.folder) + ": " + OneLine(what) +
              ": it was edited by hand or half written; take it from git, or accept runs again");
}

void CheckRecord(const Baseline& baseline) {
  for (const AcceptedCase& accepted : baseline.record.cases) {
    const auto seconds = SecondsOf(baseline.runs, accepted.labels);
    if (!seconds) FailEdited(baseline, accepted.labels.Name() + " has no samples in every run");
    if (std::abs(*seconds / accepted.seconds - 1) > kSameSeconds) {
      FailEdited(baseline, accepted.labels.Name() + " has other samples than were accepted");
    }
  }
  for (const Run& run : baseline.runs) {
    for (const Measurement& m : run.measurements) {
      const auto same = [&](const AcceptedCase& accepted) { return accepted.labels == m.labels; };
      const auto& cases = baseline.record.cases;
      if (m.status == Status::kOk && std::none_of(cases.begin(), cases.end(), same)) {
        FailEdited(baseline, m.labels.Name() + " was never accepted");
      }
    }
  }
}

// Part of the cases may be newer; the number of processes is that of all.
const Acceptance& LastWhole(const AcceptRecord& record) {
  const auto whole = std::find_if(record.history.rbegin(), record.history.rend(),
                                  [](const Acceptance& one) { return one.cases == kAllCases; });
  return whole == record.history.rend() ? record.history.front() : *whole;
}

std::vector<std::string> ListFolders(const fs::path& parent) {
  std::vector<std::string> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (entry.is_directory(error)) folders.push_back(entry.path().string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

size_t CountShared(const Run& a, const Run& b) {
  return static_cast<size_t>(
      std::count_if(a.measurements.begin(), a.measurements.end(),
                    [&](const Measurement& m) { return FindMeasurement(b, m.labels) != nullptr; }));
}

}  // namespace

const Measurement* FindMeasurement(const Run& run, const Labels& labels) {
  for (const Measurement& m : run.measurements) {
    if (m.labels == labels) return &m;
  }
  const auto key = Sorted(labels);  // slow, and only for labels in another order
  for (const Measurement& m : run.measurements) {
    if (m.labels.pairs().size() == key.size() && Sorted(m.labels) == key) return &m;
  }
  return nullptr;
}

std::optional<double> SecondsOf(const std::vector<Run>& runs, const Labels& labels) {
  double log_sum = 0;
  for (const Run& run : runs) {
    const Measurement* measurement = FindMeasurement(run, labels);
    const auto seconds = measurement == nullptr ? std::nullopt : MedianSeconds(*measurement);
    if (!seconds) return std::nullopt;
    log_sum += std::log(*seconds);
  }
  if (runs.empty()) return std::nullopt;
  return std::exp(log_sum / static_cast<double>(runs.size()));
}

bool IsBaseline(const std::string& folder) {
  std::error_code error;
  return fs::is_regular_file(fs::path(folder) / kAcceptedFile, error);
}

Baseline ReadBaseline(const std::string& folder) {
  Baseline baseline;
  baseline.folder = folder;
  fs::path path(folder);
  if (!path.has_filename()) path = path.parent_path();
  baseline.name = path.filename().string();
  const std::string record_path = (path / kAcceptedFile).string();
  baseline.record = ParseAcceptRecord(ReadFile(record_path, kRecordByteLimit), record_path);
  const size_t run_count = LastWhole(baseline.record).run_ids.size();
  for (size_t number = 1; number <= run_count; ++number) {
    baseline.runs.push_back(ReadRunJson(RunPath(folder, number)));
  }
  CheckRecord(baseline);
  return baseline;
}

std::vector<std::string> ListBaselines(const std::string& root) {
  if (IsBaseline(root)) return {root};
  std::vector<std::string> found;
  for (const std::string& folder : ListFolders(root)) {
    for (const std::string& baseline : ListBaselines(folder)) found.push_back(baseline);
  }
  return found;
}

std::optional<Baseline> FindBaseline(const std::string& root, const Run& run) {
  std::optional<Baseline> best;
  size_t best_shared = 0;
  std::vector<std::string> folders = ListFolders(fs::path(root) / run.environment.device_key);
  for (const std::string& folder : ListFolders(root)) folders.push_back(folder);
  for (const std::string& folder : folders) {
    if (!IsBaseline(folder)) continue;
    Baseline baseline = ReadBaseline(folder);
    const Run& first = baseline.runs.front();
    if (first.suite != run.suite || first.grid != run.grid) continue;
    if (first.environment.device_key != run.environment.device_key) continue;
    const size_t shared = CountShared(first, run);
    if (shared <= best_shared) continue;
    best_shared = shared;
    best = std::move(baseline);
  }
  return best;
}

void WriteBaseline(const Baseline& baseline) {
  const std::string text = FormatAcceptRecord(baseline.record);
  const std::string record_path = (fs::path(baseline.folder) / kAcceptedFile).string();
  ParseAcceptRecord(text, record_path);
  CheckRecord(baseline);
  for (size_t i = 0; i < baseline.runs.size(); ++i) {
    WriteRunJson(baseline.runs[i], RunPath(baseline.folder, i + 1));
  }
  WriteFileAtomically(record_path, text);
  std::error_code error;
  for (size_t extra = baseline.runs.size() + 1;
       fs::remove(RunPath(baseline.folder, extra), error);) {
    ++extra;
  }
}

}  // namespace attnwatch
