// SPDX-License-Identifier: Apache-2.0
//
// Runner bundles of tests: a script in place of the program, mostly one that runs the real one.
//
//   options.base = MakeScriptBundle(folder / "base", "exec " + RealProgram() + " \"$@\"");
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace attnwatch {

// What Bazel built; the test's environment names it.
inline std::string RealProgram() {
  const char* program = std::getenv("ATTENTION_SCORE");
  return std::filesystem::absolute(program == nullptr ? "" : program).string();
}

// Writes <bundle>/bin/attention_score with that body; returns the bundle's folder.
inline std::string MakeScriptBundle(const std::filesystem::path& bundle, const std::string& body) {
  const std::filesystem::path program = bundle / "bin/attention_score";
  std::filesystem::create_directories(program.parent_path());
  std::ofstream(program) << "#!/bin/sh\n" << body << "\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  return bundle.string();
}

}  // namespace attnwatch
