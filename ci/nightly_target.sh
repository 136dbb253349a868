#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The nightly as a Bazel test: measures the grid of this machine's best device with the runner bundle and
# judges it.
#
#   bazel test --config=nightly //...
#   bazel test --config=nightly //ci:nightly --test_arg=--grid=table --test_arg=--tolerance=5%
#   nightly_target.sh BUNDLE.tar.gz FLAG...     # flags of the bundle's nightly.sh; paths are absolute
#
# test.xml is the verdict's JUnit, a test case for each case of the grid; outputs.zip has the run, the
# figure and the verdict. Never skipped for want of a baseline: what is measured is verified, too. Exit
# codes: those of nightly.sh.
set -uo pipefail

bundle=$1
shift
runner=$(mktemp -d "$TEST_TMPDIR/runner.XXXXXX")
out=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/nightly
rm -rf "$out" # an earlier verdict must not stand in for this one
tar -xzf "$bundle" -C "$runner" --strip-components=1 || exit 2

"$runner/nightly.sh" --out="$out" --keep_bundles=0 "$@"
code=$?

# Without a verdict Bazel makes a test.xml of the log, which says why.
junit=$(find "$out" -path '*/verdict/junit.xml')
if [[ -n $junit && -n ${XML_OUTPUT_FILE:-} ]]; then
  cp "$junit" "$XML_OUTPUT_FILE.part" && mv "$XML_OUTPUT_FILE.part" "$XML_OUTPUT_FILE" || exit 2
elif ((code == 0)) && [[ -z $junit ]]; then
  echo "nightly_target.sh: nightly.sh passed, but left no verdict" >&2
  code=2
fi
exit "$code"
