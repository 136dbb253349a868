// SPDX-License-Identifier: Apache-2.0
//
// A run reduced to what a history keeps of it.
//
//   index.Add(MakeHistoryEntry(run, "out/.../run.json", Fingerprint(text)));
#pragma once

#include <string>
#include <string_view>

#include "baselines/history/history.h"
#include "results/run.h"

namespace attnwatch {

// Throws Error where started_at is no UTC time: such a run has no place in a history.
HistoryEntry MakeHistoryEntry(const Run& run, const std::string& path,
                              const std::string& fingerprint);

// Of the file's text: 16 digits. Against accidents, not against an adversary.
std::string Fingerprint(std::string_view text);

// "key=value" lines of what the times may depend on besides the commit: the hard facts, and the
// soft ones but for those that differ from run to run by design.
std::string EnvironmentText(const Environment& environment);

}  // namespace attnwatch
