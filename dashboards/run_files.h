// SPDX-License-Identifier: Apache-2.0
//
// Where runs and their verdicts are in the folders that nightly jobs leave.
//
//   for (const std::string& path : FindRunFiles("out")) {   // out/<utc>-<commit>/run.json
//     FindVerdictFiles(path);                               // those that may be of it
//   }
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace attnwatch {

// A file: itself. A folder: its own *.json that are runs and not hidden, and the run.json of each
// folder in it, sorted. Throws Error where there is neither.
std::vector<std::string> FindRunFiles(const std::string& path);

// verdict.json beside the run; of a run.json, also in the folders beside it. Sorted.
std::vector<std::string> FindVerdictFiles(const std::string& run_path);

// trend.json beside the run; nothing where there is none.
std::optional<std::string> FindTrendFile(const std::string& run_path);

// Which file it is and when it was changed. Files are replaced, never rewritten.
struct FileStamp {
  long device = 0, inode = 0, size = 0;
  long changed_seconds = 0, changed_nanoseconds = 0;

  friend bool operator==(const FileStamp& a, const FileStamp& b) {
    return a.device == b.device && a.inode == b.inode && a.size == b.size &&
           a.changed_seconds == b.changed_seconds && a.changed_nanoseconds == b.changed_nanoseconds;
  }
};

// Nothing where there is no such file.
std::optional<FileStamp> StampOf(const std::string& path);

}  // namespace attnwatch
