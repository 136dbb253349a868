// SPDX-License-Identifier: Apache-2.0
//
// Credentials: from a file or an environment variable, never from a command line, which other users
// of the machine can read.
//
//   const auto credentials = FindCredentials("push.secret", "ATTNWATCH_PUSH_CREDENTIALS");
//
// One line: `user:password`, or `Bearer token` (for pushing).
#pragma once

#include <optional>
#include <string>

namespace attnwatch {

struct Credentials {
  std::string user, password;
  std::string bearer_token;  // instead of the two
};

// The file's where `path` is not empty, else the variable's, else nothing. Throws Error, without
// the content, where it is not a line of the above.
std::optional<Credentials> FindCredentials(const std::string& path, const char* variable);

}  // namespace attnwatch
