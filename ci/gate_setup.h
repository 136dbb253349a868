// SPDX-License-Identifier: Apache-2.0
//
// What the commands that run gates ask alike: the grid, the device, the budget, what decides.
//
//   GateSetup setup;
//   AddGateFlags(&app, &setup);
//   GateOptions options = MakeGateOptions(setup, policy, &notices);   // without builds and folder
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ci/gate.h"
#include "ci/policy_json.h"
#include "report/verdict_report.h"

namespace CLI {
class App;
}

namespace attnwatch {

// How long a gate waits for another one on its device, unless --wait says.
inline constexpr double kGateWaitSeconds = 600;

struct GateSetup {
  std::string grid = "figure";
  std::string device;              // "" is the first GPU, or the CPU
  std::vector<std::string> flags;  // more of attention_score's
  double budget_seconds = 180;
  int screen_pairs = 0;   // 0: as many as the noise record allows
  int rounds = 2;         // judged, a process of all cases
  std::string tolerance;  // "2%"; "" is the policy's
  std::string noise;      // path of a noise record; "" is none

  // The name by which gates on one device wait for each other.
  std::string lock_name() const { return device.empty() ? "0" : device; }
};

void AddGateFlags(CLI::App* app, GateSetup* setup);

// The arguments of `attnwatch gate` that set the same, but for the budget.
std::vector<std::string> FormatGateFlags(const GateSetup& setup);

// The noise record of a device among the baselines: for GateOptions::find_noise.
std::optional<NoiseRecord> FindNoiseRecord(const std::string& baselines,
                                           const Environment& environment);

// `notices`, which must outlive the gate, gets what the policy has to say about its overrides.
GateOptions MakeGateOptions(const GateSetup& setup, const GatePolicy& policy,
                            std::vector<Notice>* notices);

}  // namespace attnwatch
