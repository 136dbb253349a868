// SPDX-License-Identifier: Apache-2.0
//
// RunSource: the runs that are exported, as they are now on disk: of each grid on each device the
// newest one, with the verdict that was passed on it.
//
//   RunSource source({"out"}, {});
//   source.Refresh();                    // reads what is new or was replaced
//   source.RequireGood();                // throws Error for a file that is no run
//   RenderText(source.Newest(), {});
//
// A file that became unreadable leaves its last good content in place, and a problem.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dashboards/run_files.h"
#include "dashboards/snapshot.h"

namespace attnwatch {

// A run in a folder that is incomplete and was saved this recently is still being measured: it is
// not exported before it is done, or has been given up.
inline constexpr double kStillMeasuringSeconds = 900;

class RunSource {
 public:
  // Files and folders of runs; verdicts of any of them. Verdicts beside runs are found without.
  // `keep_all` keeps every run for All(), instead of the newest ones alone.
  RunSource(std::vector<std::string> paths, std::vector<std::string> verdict_paths,
            bool keep_all = false);

  // Throws Error where one of the paths is not there.
  void Refresh();

  // One line for each file that cannot be read or is not what it should be.
  const std::vector<std::string>& problems() const { return problems_; }

  // Throws Error for the first problem, where there is no run, or where a verdict of the
  // constructor is of none of the runs.
  void RequireGood() const;

  // In the order of their keys; valid until the next Refresh.
  std::vector<const Snapshot*> Newest() const;
  std::vector<const Snapshot*> All() const;
  // The file that a snapshot of Newest or All is of.
  const std::string& PathOf(const Snapshot& snapshot) const;

 private:
  using Stamps = std::vector<std::pair<std::string, FileStamp>>;
  struct Entry {
    Stamps stamps;  // of the run and of what may be its verdict
    std::string problem;
    bool from_folder = false;
    bool readable = false;  // once, at least; what follows is known
    bool complete = false;
    RunKey key;
    double start_timestamp = 0;
    std::string id;
    std::optional<double> success_timestamp;
    std::shared_ptr<Snapshot> snapshot;  // nothing where it is not among the newest
  };

  Stamps StampsOf(const std::string& path) const;
  void Load(const std::string& path, Entry* entry);
  std::optional<VerdictReport> FindVerdict(const std::string& path, const Run& run);
  static bool IsMeasuring(const Entry& entry);
  void DropOlder(Entry* entry, std::map<RunKey, Entry*>* latest) const;
  std::optional<std::string> FirstWithSnapshot(const std::vector<std::string>& paths);
  void ChooseNewest();

  std::vector<std::string> paths_;
  std::vector<std::string> verdict_paths_;
  bool keep_all_;
  std::map<std::string, Entry> entries_;  // by path
  std::map<RunKey, std::string> newest_;  // paths
  std::map<std::string, bool> used_verdicts_;
  std::vector<std::string> problems_;
};

}  // namespace attnwatch
