// SPDX-License-Identifier: Apache-2.0
//
// The program `attnwatch`; commands.h has the rest.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "ci/commands.h"

int main(int argc, char** argv) {
  // `bazel run` starts programs elsewhere; relative paths are meant from where the user stands.
  if (const char* folder = std::getenv("BUILD_WORKING_DIRECTORY")) {
    std::error_code ignored;  // a path that is wrong from here gets its own message
    std::filesystem::current_path(folder, ignored);
  }
  return attnwatch::RunAttnwatch({argv + 1, argv + argc}, std::cout, std::cerr);
}
