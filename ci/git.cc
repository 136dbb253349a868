// SPDX-License-Identifier: Apache-2.0
#include "ci/git.h"

#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "ci/child_process.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kOutputByteLimit = size_t{64} << 20;

struct GitResult {
  bool succeeded = false;
  std::string output;
};

GitResult RunGit(const std::string& folder, const std::vector<std::string>& arguments) {
  const std::string name = "attnwatch-git-" + std::to_string(getpid());
  const std::string file = (fs::temp_directory_path() / name).string();
  std::vector<std::string> command = {"/usr/bin/env", "git", "-C", folder};
  command.insert(command.end(), arguments.begin(), arguments.end());
  GitResult result;
  result.succeeded = RunChild(command, file).exited_with(0);
  result.output = ReadFile(file, kOutputByteLimit);
  fs::remove(file);
  while (!result.output.empty() && result.output.back() == '\n') result.output.pop_back();
  return result;
}

bool IsHash(const std::string& text) {
  return text.size() >= 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

GitRepository::GitRepository(const std::string& folder) {
  const GitResult result = RunGit(folder, {"rev-parse", "--show-toplevel"});
  if (!result.succeeded || result.output.empty()) {
    throw Error(fs::canonical(folder).string() + ": is in no git repository: run this in a clone");
  }
  root_ = result.output;
}

bool GitRepository::IsChanged() const {
  return !RunGit(root_, {"status", "--porcelain", "--untracked-files=no"}).output.empty();
}

std::string GitRepository::Commit(const std::string& name) const {
  const GitResult result =
      RunGit(root_, {"rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"});
  if (!result.succeeded || !IsHash(result.output)) {
    throw Error(OneLine(name, kQuotedBytes) + ": is no commit here");
  }
  return result.output;
}

bool GitRepository::IsAncestor(const std::string& ancestor, const std::string& commit) const {
  return RunGit(root_, {"merge-base", "--is-ancestor", ancestor, commit}).succeeded;
}

std::vector<std::string> GitRepository::BisectOrder(const std::string& bad,
                                                    const std::vector<std::string>& good) const {
  std::vector<std::string> arguments = {"rev-list", "--bisect-all", bad, "--not"};
  arguments.insert(arguments.end(), good.begin(), good.end());
  const GitResult result = RunGit(root_, arguments);
  if (!result.succeeded) throw Error("git rev-list: " + OneLine(result.output));
  std::vector<std::string> commits;
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) {
    const std::string hash = line.substr(0, line.find(' '));
    if (IsHash(hash)) commits.push_back(hash);
  }
  return commits;
}

std::string GitRepository::Describe(const std::string& commit) const {
  const GitResult result =
      RunGit(root_, {"log", "-1", "--no-show-signature", "--format=%H %as %s", commit});
  return OneLine(result.succeeded ? result.output : commit);
}

}  // namespace attnwatch
