// SPDX-License-Identifier: Apache-2.0
//
// The gate's A/B on what a trend alarms, where the bundle of the last good commit is at hand.
//
//   ConfirmTrend({"attnwatch-runner", "out/bundles", "out/tonight"}, RunGateCommand, &summary,
//   err);
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>

#include "ci/commands.h"
#include "report/trend_summary.h"
#include "results/error.h"

namespace attnwatch {

struct TrendConfirmOptions {
  std::string head;     // tonight's bundle
  std::string bundles;  // holds <commit>.tar.gz or <commit>/
  std::filesystem::path work;
  Arguments gate_flags;  // more of attnwatch gate's
};

// Gates a night at most: each takes its budget of time, and the others wait for tomorrow.
inline constexpr size_t kTrendGatesMost = 3;

using GateCommand = std::function<int(const Arguments&, std::ostream&, std::ostream&)>;

// Sets the confirmation of every open alarm that is slower, and says why there is none: a gate for
// each last good commit, on the cases of its alarms. Confirmed: it regressed; not confirmed: none
// of the cases is slower by the tolerance. A gate that fails confirms nothing.
void ConfirmTrend(const TrendConfirmOptions& options, const GateCommand& gate,
                  TrendSummary* summary, std::ostream& err);

// Of what is open and slower: 1 where it is confirmed, 3 until builds took turns on one device, 0
// where they found nothing.
ExitCode TrendExitCode(const TrendSummary& summary);

}  // namespace attnwatch
