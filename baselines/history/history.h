// SPDX-License-Identifier: Apache-2.0
//
// A history: what is kept of every night, enough to find out what changed and when. All times and
// clocks are natural logarithms of seconds and hertz.
//
//   for (const NightPoint& point : series.points) Plot(nights.at(point.run).started_at, ...);
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "results/run.h"

namespace attnwatch {

// A run, without what it measured.
struct Night {
  int64_t key = 0;  // of the index
  std::string run_id, path, suite, grid, device_key, board, commit;
  std::string started_at;       // as the run says
  int64_t started_seconds = 0;  // since 1970
  bool complete = false;
  bool planted = false;
  bool dirty = false;
  std::string environment;  // "key=value" lines: a difference starts an epoch
  std::string fingerprint;  // of the file: the same run twice is the same file
};

// A case in a night.
struct NightPoint {
  int64_t night = 0;  // Night::key
  Status status = Status::kNotRun;
  int64_t sample_count = 0;
  double log_median = 0;             // as measured
  double own_clock_log_median = 0;   // as if every visit had run at the process' median clock
  double deviation = 0;              // robust, of the log samples at that clock
  std::optional<double> log_clock;   // that clock
  std::optional<double> elasticity;  // of this night alone; nothing where the clock says nothing
  double elasticity_error = 0;
};

struct Series {
  int64_t key = 0;
  std::string suite, grid, device_key;
  Labels labels;
  std::vector<NightPoint> points;  // in the order of the nights' starts
};

// One run on its way into the index.
struct HistoryEntry {
  Night night;
  std::vector<std::pair<Labels, NightPoint>> points;
};

using Nights = std::map<int64_t, Night>;  // by key

}  // namespace attnwatch
