// SPDX-License-Identifier: Apache-2.0
//
// The tool as tests call it: one command, what it printed and its exit code.
//
//   const Outcome outcome = RunTool({"compare", base, head, "--tolerance=5%"});
#pragma once

#include <string>

#include "ci/commands.h"

namespace attnwatch {

struct Outcome {
  int exit_code;
  std::string out;
  std::string err;
};

Outcome RunTool(const Arguments& arguments);

// How every error is told: that exit code, nothing on stdout, one line on stderr that holds `why`.
void ExpectOneLine(const Outcome& outcome, int exit_code, const std::string& why);

}  // namespace attnwatch
