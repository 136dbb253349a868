#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints which commit is being built, for --workspace_status_command (.bazelrc). Never fails: a tree
# without git (a source tarball) is the commit "unknown", and dirty, since nobody can tell.
set -u

commit=unknown
commit_date=unknown
dirty=true

# -c safe.directory: root may build a checkout that another user owns.
repository() {
  git --no-optional-locks -c "safe.directory=$PWD" "$@" 2>/dev/null
}

if [[ -e .git ]] && head=$(repository rev-parse --verify HEAD); then
  commit=$head
  commit_date=$(TZ=UTC repository show -s --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd HEAD)
  if changes=$(repository status --porcelain) && [[ -z $changes ]]; then
    dirty=false
  fi
fi

# What starts with STABLE_ rebuilds its users when it changes, and only then.
echo "STABLE_GIT_COMMIT $commit"
echo "STABLE_GIT_COMMIT_DATE $commit_date"
echo "STABLE_GIT_DIRTY $dirty"
