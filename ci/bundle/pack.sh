#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Packs the runner bundle: programs, the shared libraries that they need, and files.
#
#   pack.sh OUT.tar.gz bin PROGRAM... tests PROGRAM... -- FILE... -- DATA...
#
# Programs go to bin/ and tests/, files to the top, data to where they are in the source tree, and what
# ldd finds to lib/, but for glibc: that belongs to the kernel and the loader of the machine that runs
# it. The same input gives the same bytes.
set -euo pipefail

out=$1
shift

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
bundle=$staging/attnwatch-runner
mkdir -p "$bundle/bin" "$bundle/tests" "$bundle/lib"

# The paths of the shared libraries of program $1 and of their libraries, without glibc's.
libraries() {
  local found
  found=$(ldd "$1")
  if grep 'not found' <<<"$found" >&2; then
    exit 1
  fi
  awk '$2 == "=>" { print $3 }' <<<"$found" |
    grep -v -E '/lib(c|m|mvec|dl|rt|pthread|resolv|util)\.so\.[0-9]+$'
}

folder=bin
while [[ $1 != -- ]]; do
  if [[ $1 == bin || $1 == tests ]]; then
    folder=$1
    shift
    continue
  fi
  cp -L "$1" "$bundle/$folder/"
  libraries "$1" | xargs -d '\n' cp -L -t "$bundle/lib"
  shift
done
shift
while [[ $1 != -- ]]; do
  cp -L -t "$bundle" "$1"
  shift
done
shift
mkdir -p "$bundle/baselines/data"
(($# == 0)) || cp -L --parents -t "$bundle" "$@"

chmod -R u=rwX,go=rX "$bundle"
tar -C "$staging" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu \
  -cf - attnwatch-runner | gzip -n >"$out"
