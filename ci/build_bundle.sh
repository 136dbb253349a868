#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the runner bundle of a commit, for ci/gate.sh and attnwatch bisect.
#
#   ci/build_bundle.sh COMMIT FILE            # the bundle, whole or not at all
#   ci/build_bundle.sh COMMIT FILE COMMAND    # COMMAND instead of Bazel: it writes the file $BUNDLE
#   ci/build_bundle.sh --remove               # the tree that it builds in
#
# All commits are built in one tree, out/gate/tree, one at a time: the second build builds what differs.
# COMMIT is a full hash. Nothing is done where FILE is there. The build gives way to whatever else runs,
# and leaves no Bazel server: nothing of it may stay beside a measurement. Exit codes: 0 built, else not.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
tree=$root/out/gate/tree

# Waits until nobody else builds here.
lock() {
  mkdir -p "${tree%/*}"
  exec 9>"${tree%/*}/lock"
  flock 9
}

check_out() {
  if [[ ! -e $tree/.git ]]; then
    git -C "$root" worktree prune
    git -C "$root" worktree add --quiet --force --detach "$tree" "$1"
  fi
  git -C "$tree" checkout --quiet --force --detach "$1"
}

# Builds commit $1 into the file $2.
with_bazel() {
  trap 'bazel shutdown >/dev/null 2>&1' EXIT
  nice -n 10 bazel build --ui_event_filters=-info //ci:runner_bundle </dev/null 9>&-
  cp -L out/bazel-bin/ci/attnwatch-runner.tar.gz "$2"
  # What is measured must be what was asked for.
  tar -xzOf "$2" attnwatch-runner/VERSION | grep -q "^commit $1$"
}

main() {
  local file partial
  lock
  if [[ $1 == --remove ]]; then
    [[ ! -e $tree ]] || git -C "$root" worktree remove --force "$tree"
    return
  fi
  file=$(realpath -m -- "$2")
  partial=$file.part
  [[ ! -s $file ]] || return 0
  check_out "$1"
  cd "$tree"
  rm -f "$partial"
  if (($# > 2)); then
    BUNDLE=$partial COMMIT=$1 nice -n 10 bash -c "$3" </dev/null 9>&-
  else
    with_bazel "$1" "$partial"
  fi
  mv "$partial" "$file"
}

main "$@"
