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

// The commit that a bundle was built from; "" where it does not say.
std::string CommitOfBundle(const std::filesystem::path& folder);

// The cached bundle of a commit, <commit>.tar.gz or <commit>/; "" where there is none.
std::string FindBundle(const std::filesystem::path& bundles, const std::string& commit);

}  // namespace attnwatch
