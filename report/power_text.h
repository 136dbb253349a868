// SPDX-License-Identifier: Apache-2.0
//
// The power study for a terminal or a document: a table a scenario.
//
//   out << FormatPowerStudy(StudyPower(input, options, progress));
#pragma once

#include <string>
#include <vector>

#include "compare/power/power_study.h"

namespace attnwatch {

std::string FormatPowerStudy(const std::vector<PowerRow>& rows);

}  // namespace attnwatch
