// SPDX-License-Identifier: Apache-2.0
//
// The result types that both halves of the suite share: a Run is one process' measurements of a
// grid. Structs only; results/run_json.h reads and writes them, results/summary.h reduces them.
//
// Units are SI and unscaled everywhere: seconds, bytes, bytes per second, hertz, FLOP counts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

// Flag of the visits of round 0: stored, never judged.
inline constexpr std::string_view kWarmupFlag = "warmup";

// The queued launches of one case between two clock stamps.
struct Visit {
  int round = 0;          // 0 is the warm-up round
  int order = 0;          // position within its round, from 0
  double at_seconds = 0;  // since the start of the run
  std::optional<double> sm_clock_hertz;
  std::optional<double> temperature_celsius;
  std::optional<double> power_watts;      // the board's, just after the visit
  std::optional<double> energy_joules;    // the board's since the last visit that has it
  std::optional<double> power_cap_share;  // of the last 100 ms or so: held back by the cap
  std::vector<std::string> flags;         // why to distrust it; empty for a good visit
  std::vector<double> seconds;            // one sample per launch, in order
};

// One device kernel that a launch ran, as the driver names it.
struct LaunchedKernel {
  std::string name;
  std::array<int64_t, 3> grid = {1, 1, 1};
  std::array<int64_t, 3> block = {1, 1, 1};
  std::optional<int64_t> registers = {};     // of a thread
  std::optional<int64_t> local_bytes = {};   // of a thread: spills and stack
  std::optional<int64_t> shared_bytes = {};  // of a block, static and dynamic
};

enum class Status {
  kOk,
  kUnsupported,  // this kernel cannot do this problem here: listed, not an error
  kFailed,       // an error while preparing or running it
  kIncorrect,    // wrong scores: never timed
  kInvalid,      // measured, but not to be believed
  kNotRun,       // no time was left for it
};

inline constexpr std::array<Status, 6> kStatuses = {Status::kOk,      Status::kUnsupported,
                                                    Status::kFailed,  Status::kIncorrect,
                                                    Status::kInvalid, Status::kNotRun};

struct Measurement {
  Labels labels;
  Status status = Status::kNotRun;
  std::string reason;  // why the status is not ok; empty for ok
  int64_t flop_count = 0;
  int64_t byte_count = 0;               // least memory traffic possible
  std::optional<double> floor_seconds;  // fastest physically possible time
  std::optional<double> max_error;    // the sampled score nearest to (or beyond) its bound: |error|
  std::optional<double> error_bound;  // ... and the bound that it was held to
  std::string algorithm;  // what the kernel chose or was told to run; empty where it has no choice
  std::vector<LaunchedKernel> launched;  // empty where it was not recorded
  std::vector<Visit> visits;
};

// What the machine can do at best, measured in the same run.
struct Ceiling {
  std::string name;  // write, copy, gemm_<dtype>
  std::string at;    // start, middle, end
  std::optional<double> bytes_per_second;
  std::optional<double> flops_per_second;
};

struct Environment {
  std::string device_key;  // vendor-model-memory, or cpu-<model>-<cores>
  Labels hard;             // a difference makes two runs incomparable
  Labels soft;             // a difference is a candidate cause
};

struct Run {
  std::string suite = "attention_score";
  std::string grid;
  std::string id;          // <utc>-<commit>-<n>
  std::string started_at;  // 2026-11-23T12:00:00Z
  bool complete = false;   // every round of every case was visited
  bool planted = false;    // slowdowns were added on purpose
  std::vector<std::string> warnings;
  Environment environment;
  std::vector<Ceiling> ceilings;
  std::vector<Measurement> measurements;
};

// "ok", "unsupported", "failed", "incorrect", "invalid", "not_run".
std::string_view StatusName(Status status);
std::optional<Status> FindStatus(std::string_view name);

}  // namespace attnwatch
