#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The main job: measures the figure on this machine and judges it against baselines/data.
#
#   ci/nightly.sh                     # results into out/<utc>-<commit>/, the verdict in verdict/ there
#   ci/nightly.sh --tolerance=5%      # flags go to the runner bundle's nightly.sh, see --help there
#   ci/nightly.sh --grid=smoke
#
# Installs the missing Debian packages, builds the runner bundle, and runs the bundle's own
# nightly.sh, so that this machine and a runner without Bazel do the same. Its exit code is ours.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

say() {
  echo "ci/nightly.sh: $1"
}

# Builds the bundle; the Bazel server does not stay, neither after us nor beside the measurement.
build() (
  cd "$root"
  trap 'bazel shutdown >/dev/null 2>&1' EXIT
  bazel build --ui_event_filters=-info //ci:runner_bundle </dev/null
)

# Unpacks the bundle $1 under out/ and prints where. The folder is named by what is in it and appears
# as a whole, so that it is right whoever else unpacks or is killed at the same time.
unpack() {
  local folder partial
  folder=$root/out/runner-$(sha256sum "$1" | cut -c1-12)
  if [[ ! -d $folder ]]; then
    partial=$(mktemp -d "$root/out/.unpacking-XXXXXX")
    tar -xzf "$1" -C "$partial" --strip-components=1
    mv -T "$partial" "$folder" 2>/dev/null || rm -rf "$partial"
  fi
  # Those of earlier commits, once nobody can still be measuring with them.
  find "$root/out" -maxdepth 1 \( -name 'runner-*' -o -name '.unpacking-*' \) -mtime +1 \
    ! -path "$folder" -exec rm -rf {} +
  echo "$folder"
}

main() {
  local runner
  mkdir -p "$root/out"
  say "packages"
  "$root/ci/packages.sh" nightly || exit 2
  say "build"
  build || exit 2
  runner=$(unpack "$root/out/bazel-bin/ci/attnwatch-runner.tar.gz")
  say "measure and judge"
  exec "$runner/nightly.sh" --out="$root/out" "$@"
}

main "$@"
