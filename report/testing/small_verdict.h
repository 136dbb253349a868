// SPDX-License-Identifier: Apache-2.0
//
// A made-up judgement of a few cases with every kind of verdict that reports treat differently.
//
//   const SmallVerdict small;
//   FormatVerdictText(small.report(), {});
#pragma once

#include "report/verdict_report.h"

namespace attnwatch {

struct SmallVerdict {
  SmallVerdict();

  VerdictReport report() const;

  Policy policy;
  Judgement judgement;
  attnwatch::Run baseline;
  attnwatch::Run candidate;
  std::vector<Notice> notices;
};

}  // namespace attnwatch
