// SPDX-License-Identifier: Apache-2.0
//
// A VerdictReport for a pull request: markdown, the most severe first, short enough for a comment.
// What does not fit is counted, never dropped silently.
//
//   WriteFileAtomically("report.md", FormatVerdictMarkdown(report));
#pragma once

#include <string>

#include "report/verdict_report.h"

namespace attnwatch {

// GitHub takes 65536 characters; the rest is for what others put around it.
inline constexpr size_t kMarkdownBytesMax = 60000;

std::string FormatVerdictMarkdown(const VerdictReport& report);

}  // namespace attnwatch
