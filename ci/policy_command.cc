// SPDX-License-Identifier: Apache-2.0
//
// attnwatch policy [--policy FILE] [--explain]
#include <CLI/CLI.hpp>
#include <ostream>

#include "ci/commands.h"
#include "ci/policy_json.h"
#include "ci/utc_clock.h"
#include "results/error.h"

namespace attnwatch {

int RunPolicyCommand(const Arguments& arguments, std::ostream& out, std::ostream& /*err*/) {
  std::string path;
  bool explain = false;
  CLI::App app("Checks a policy file; --explain says in words what it means.", "attnwatch policy");
  app.add_option("--policy", path, "the file (default: the one this program was built with)");
  app.add_flag("--explain", explain, "say it in words");
  if (!ParseArguments(&app, arguments, out)) return kExitPass;
  const GatePolicy policy = ReadGatePolicy(path);
  if (explain) {
    out << ExplainPolicy(policy, UtcToday());
  } else {
    out << "The policy is valid; --explain says what it means.\n";
  }
  return kExitPass;
}

}  // namespace attnwatch
