// SPDX-License-Identifier: Apache-2.0
//
// A runner bundle, as users name it: an unpacked folder or the archive.
//
//   const std::string folder = OpenBundle("attnwatch-runner.tar.gz", "work/base");
//   RunChild({folder + "/bin/attention_score", "--list"}, "log.txt");
#pragma once

#include <filesystem>
#include <string>

namespace attnwatch {

// The folder that holds bin/attention_score, absolute; an archive is unpacked into `unpack_to`.
// Throws Error where it is no bundle.
std::string OpenBundle(const std::string& path, const std::filesystem::path& unpack_to);

}  // namespace attnwatch
