// SPDX-License-Identifier: Apache-2.0
//
// What git knows of a repository. Changes nothing in it.
//
//   const GitRepository repository(".");
//   const std::string commit = repository.Commit("v1.2");   // the full hash
#pragma once

#include <string>
#include <vector>

namespace attnwatch {

class GitRepository {
 public:
  // The one that `folder` is in. Throws Error where it is in none.
  explicit GitRepository(const std::string& folder);

  const std::string& root() const { return root_; }

  // Whether a file that git keeps differs from HEAD.
  bool IsChanged() const;

  // The full hash. Throws Error where there is no such commit.
  std::string Commit(const std::string& name) const;

  bool IsAncestor(const std::string& ancestor, const std::string& commit) const;

  // `bad` and those before it that no commit of `good` has, in the order in which a bisection best
  // tries them.
  std::vector<std::string> BisectOrder(const std::string& bad,
                                       const std::vector<std::string>& good) const;

  // "<hash> <author's date> <subject>"
  std::string Describe(const std::string& commit) const;

 private:
  std::string root_;
};

}  // namespace attnwatch
