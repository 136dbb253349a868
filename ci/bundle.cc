// SPDX-License-Identifier: Apache-2.0
#include "ci/bundle.h"

#include <fstream>

#include "ci/child_process.h"
#include "results/error.h"

namespace attnwatch {

namespace fs = std::filesystem;

std::string OpenBundle(const std::string& path, const fs::path& unpack_to) {
  fs::path folder = path;
  if (fs::is_regular_file(path)) {
    folder = unpack_to;
    fs::create_directories(folder);
    const ChildExit exit =
        RunChild({"/bin/tar", "xf", path, "-C", folder.string(), "--strip-components=1"},
                 unpack_to.string() + "-unpack.log");
    if (!exit.exited_with(0)) {
      throw Error(path + ": is no runner bundle (tar: " + exit.Describe() + ")");
    }
  }
  if (!fs::exists(folder / "bin/attention_score")) {
    throw Error(path + ": is no runner bundle: it has no bin/attention_score");
  }
  return fs::absolute(folder).string();
}

std::string CommitOfBundle(const fs::path& folder) {
  std::ifstream version(folder / "VERSION");
  std::string word, commit;
  while (version >> word) {
    if (word == "commit" && version >> commit) return commit;
  }
  return "";
}

std::string FindBundle(const fs::path& bundles, const std::string& commit) {
  for (const char* end : {"", ".tar.gz"}) {
    const fs::path path = bundles / (commit + end);
    if (fs::exists(path)) return path.string();
  }
  return "";
}

}  // namespace attnwatch
