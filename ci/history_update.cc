// SPDX-License-Identifier: Apache-2.0
#include "ci/history_update.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "ci/history_entry.h"
#include "dashboards/run_files.h"
#include "dashboards/run_source.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFileByteLimit = size_t{64} << 20;
constexpr int64_t kFutureSeconds = 86400;  // clocks of machines may differ by that, and zones

// The same from wherever the tool is called.
std::string Absolute(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::canonical(path, error);
  return error ? path : absolute.string();
}

bool IsMeasuring(const Run& run, const std::string& path, int64_t now_seconds) {
  const auto stamp = StampOf(path);
  return !run.complete && stamp &&
         static_cast<double>(now_seconds - stamp->changed_seconds) < kStillMeasuringSeconds;
}

// Nothing for a run that is still being measured. Throws Error for what is no run of a history.
std::optional<HistoryEntry> ReadEntry(const std::string& path, const std::string& text,
                                      int64_t now_seconds) {
  const Run run = ParseRunJson(text, path);
  if (IsMeasuring(run, path, now_seconds)) return std::nullopt;
  HistoryEntry entry = MakeHistoryEntry(run, path, Fingerprint(text));
  if (entry.night.started_seconds > now_seconds + kFutureSeconds) {
    throw Error(OneLine(path) + ": started in the future (" + OneLine(run.started_at) +
                "): is a clock wrong? It is not added before that day");
  }
  return entry;
}

void AddEntry(HistoryIndex* index, const HistoryEntry& entry, HistoryUpdate* update) {
  switch (index->Add(entry)) {
    case Added::kNew:
      ++update->added;
      return;
    case Added::kReplaced:
      ++update->replaced;
      return;
    case Added::kDuplicate:
      ++update->known;
      return;
    case Added::kConflict:
      update->problems.push_back(OneLine(entry.night.path) + ": says that it is run " +
                                 OneLine(entry.night.run_id, kQuotedBytes) +
                                 ", which another file holds with other content; it is not added");
      return;
  }
}

// A board is one piece of hardware: where its device key changed, somebody renamed the device.
void NoteRenames(const Nights& nights, HistoryUpdate* update) {
  std::map<std::string, const Night*> latest;
  std::set<std::string> told;
  std::vector<const Night*> ordered;
  for (const auto& [key, night] : nights) ordered.push_back(&night);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Night* a, const Night* b) {
    return a->started_seconds < b->started_seconds;
  });
  for (const Night* night : ordered) {
    if (night->board.empty()) continue;
    const Night*& before = latest[night->board];
    if (before != nullptr && before->device_key != night->device_key) {
      const std::string note = "board " + OneLine(night->board) + " was called " +
                               OneLine(before->device_key) + ", and is " +
                               OneLine(night->device_key) + " since " + OneLine(night->started_at) +
                               ": two histories";
      if (told.insert(before->device_key + '\n' + night->device_key).second) {
        update->notes.push_back(note);
      }
    }
    before = night;
  }
}

}  // namespace

HistoryUpdate UpdateHistory(HistoryIndex* index, const std::vector<std::string>& paths,
                            int64_t now_seconds) {
  HistoryUpdate update;
  const Nights before = index->ReadNights();
  std::map<std::string, std::string> known;  // fingerprints by path
  for (const auto& [key, night] : before) known.emplace(night.path, night.fingerprint);
  for (const std::string& path : paths) {
    for (const std::string& found : FindRunFiles(path)) {
      const std::string file = Absolute(found);
      std::optional<HistoryEntry> entry;
      try {
        const std::string text = ReadFile(file, kFileByteLimit);
        const auto same = known.find(file);
        if (same != known.end() && same->second == Fingerprint(text)) {
          ++update.known;
          continue;
        }
        entry = ReadEntry(file, text, now_seconds);
      } catch (const Error& error) {
        update.problems.emplace_back(error.what());
        continue;
      }
      if (entry) {
        AddEntry(index, *entry, &update);
      } else {
        ++update.measuring;
      }
    }
  }
  const Nights after = index->ReadNights();
  for (const auto& [key, night] : after) {
    if (!StampOf(night.path)) update.gone.push_back(night);
  }
  NoteRenames(after, &update);
  return update;
}

}  // namespace attnwatch
