// SPDX-License-Identifier: Apache-2.0
//
// The program attention_score as a function, so that tests call it.
//
//   AttentionScoreMain({"--grid=smoke", "--run_out=run.json"}, std::cout, std::cerr);
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace attnwatch {

// `args` without the program's name. Returns the exit code; throws Error for wrong use.
int AttentionScoreMain(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

}  // namespace attnwatch
