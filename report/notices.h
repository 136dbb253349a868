// SPDX-License-Identifier: Apache-2.0
//
// Notices: what must be said loudly about a run before any of its numbers is read.
//
//   for (const std::string& notice : Notices(run)) Warn(notice);
#pragma once

#include <string>
#include <vector>

#include "results/run.h"

namespace attnwatch {

// Incomplete, planted slowdowns, failed, incorrect or invalid cases, nothing measured, and the
// run's own warnings.
std::vector<std::string> Notices(const Run& run);

// "341 ok, 2 failed", in the order of Status; "no cases" for an empty run.
std::string CountByStatus(const Run& run);

}  // namespace attnwatch
