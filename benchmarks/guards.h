// SPDX-License-Identifier: Apache-2.0
//
// Guards: what makes a measured run hard to believe. They flag visits, never change or delete a
// sample, and never decide by a flag alone: only a case with too many flagged samples is `invalid`.
//
//   ApplyGuards(device->placement(), device->TimerTickSeconds(), &run);   // once, at the end
#pragma once

#include "kernels/attention_score/kernel.h"
#include "results/run.h"

namespace attnwatch {

// Flags of visits, beside kWarmupFlag.
inline constexpr std::string_view kClockFlag = "clock_off";      // far from the case's other visits
inline constexpr std::string_view kTicksFlag = "timer_ticks";    // too short for the timer
inline constexpr std::string_view kThrottledFlag = "throttled";  // by heat or by the power brake
inline constexpr std::string_view kGapsFlag = "launch_gaps";     // the queue ran dry

// Flags visits, makes cases `invalid` whose flagged share exceeds 20 % of the judged samples or
// (on a GPU) that beat their floor, and appends a warning for each canary that moved by more than
// 1 % and for the floors.
void ApplyGuards(Placement placement, double timer_tick_seconds, Run* run);

}  // namespace attnwatch
