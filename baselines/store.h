// SPDX-License-Identifier: Apache-2.0
//
// The store: accepted runs in git, a folder a baseline:
//
//   baselines/data/<device key>/<name>/1.json, 2.json ...   ordinary run.json, a process each
//   baselines/data/<device key>/<name>/accepted.json        accept_record.h
//
//   const auto baseline = FindBaseline("baselines/data", candidate);   // nothing: none yet
//
// All processes are kept, because judging needs to know how processes differ. They are files of
// their own, so that every tool that reads a run reads them, and a diff shows the case that moved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baselines/accept_record.h"
#include "results/run.h"

namespace attnwatch {

inline constexpr char kAcceptedFile[] = "accepted.json";

struct Baseline {
  std::string name;  // of its folder: "figure"
  std::string folder;
  std::vector<Run> runs;
  AcceptRecord record;
};

// Whether the folder holds a baseline.
bool IsBaseline(const std::string& folder);

// Throws Error with one line where it is damaged: a file does not read, runs are missing, or the
// record and the samples disagree (somebody edited one of them by hand).
Baseline ReadBaseline(const std::string& folder);

// Every baseline below `root`, by device key and name.
std::vector<std::string> ListBaselines(const std::string& root);

// The baseline of the run's device key, suite and grid with which it shares most cases, in `root`
// or in a folder of a device; nothing where there is none.
std::optional<Baseline> FindBaseline(const std::string& root, const Run& run);

// Writes the runs, then the record; removes runs of an earlier acceptance that are too many.
void WriteBaseline(const Baseline& baseline);

// Geometric mean over the runs of the medians of a case; nothing where one has none.
std::optional<double> SecondsOf(const std::vector<Run>& runs, const Labels& labels);

// The measurement of that case, whatever the order of its labels; null where there is none.
const Measurement* FindMeasurement(const Run& run, const Labels& labels);

}  // namespace attnwatch
