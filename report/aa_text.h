// SPDX-License-Identifier: Apache-2.0
//
// The pages of `attnwatch aa` for a terminal: a device's noise in tables.
//
//   std::cout << FormatAaStudy(StudyAa(runs, options), options);
#pragma once

#include <string>

#include "compare/aa_study.h"

namespace attnwatch {

std::string FormatAaStudy(const AaStudy& study, const AaOptions& options);

}  // namespace attnwatch
