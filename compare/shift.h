// SPDX-License-Identifier: Apache-2.0
//
// Shifts: a class of cases, or all of them, moved together. The median over many cases sees what
// no single one shows; it is never subtracted from them, because that would hide a global
// slowdown.
//
//   for (Shift& shift : ScreenShifts(arms, policy, noise)) ...   // suspected ones
#pragma once

#include <vector>

#include "compare/arms.h"
#include "compare/evidence.h"
#include "compare/policy.h"
#include "compare/verdict.h"

namespace attnwatch {

// Suspected shifts with the cases to confirm them on: of every kernel's classes, of every kernel
// where there are several, and of all. Adjusted, and raw where the clock of the scope repeats to
// differ.
std::vector<Shift> ScreenShifts(const ArmTable& arms, const Policy& policy,
                                const NoiseRecord* noise);

// What the sample says with fresh pairs: confirmed where its median effect has the sign of the
// screened one and half its size. Needs rows for the whole sample; a case that was not measured
// leaves the shift unconfirmed.
void ConfirmShift(const ArmTable& fresh, const Policy& policy, Shift* shift);

}  // namespace attnwatch
