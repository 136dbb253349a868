#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The nightly's Bazel test must fail where a tolerance is exceeded: with the real programs on this CPU,
# against a run measured just before, with a slowdown planted that no busy machine hides.
set -uo pipefail

target=$1 bundle=$2
head_dims=33:63:2 # one class: what its points scatter by is their noise
scratch=$(mktemp -d "$TEST_TMPDIR/scratch.XXXXXX")

fail() {
  echo "FAIL: $1" >&2
  tail -n 40 "$scratch/log" >&2
  exit 1
}

# Runs the target with flags "$@", its files in $scratch/out and its test.xml in $scratch.
nightly() {
  rm -rf "$scratch/out" "$scratch/test.xml"
  mkdir "$scratch/out"
  TEST_UNDECLARED_OUTPUTS_DIR=$scratch/out XML_OUTPUT_FILE=$scratch/test.xml "$target" "$bundle" \
    --device=cpu --grid=smoke --kernels=reference --dtype=float32 --head_dim="$head_dims" --rounds=5 \
    --launches=3 --no_ceilings "$@" >"$scratch/log" 2>&1
}

source ci/testing/one_core.sh

# How many test cases in test.xml hold the element $1.
count() {
  grep -c "<$1 " "$scratch/test.xml"
}

# No baseline yet: passes, loudly, and says of every case that it is new.
nightly || fail "without a baseline: exit code $?"
grep -q 'THERE IS NO BASELINE' "$scratch/log" || fail "silent about the missing baseline"
(($(count testcase) == 17 && $(count failure) == 0)) || fail "test.xml: $(cat "$scratch/test.xml")"
cp "$scratch"/out/nightly/*/run.json "$scratch/baseline.json"

# A baseline that is required is.
nightly --require-baseline
code=$?
((code == 3)) || fail "--require-baseline: exit code $code"

# The same code again is no regression; on a busy machine it may be no answer.
nightly --baseline="$scratch/baseline.json" --tolerance=100%
code=$?
((code == 0 || code == 3)) || fail "the same code: exit code $code"
(($(count failure) == 0)) || fail "the same code: test.xml: $(cat "$scratch/test.xml")"

# Beyond the tolerance: fails, and names the case. A machine whose other tests took turns with the first
# two runs has no answer, so that both are measured again then; what is never red is an error.
for attempt in {1..6}; do
  nightly --baseline="$scratch/baseline.json" --tolerance=100% --plant=head_dim=63/:900%
  code=$?
  ((code == 3 && attempt < 6)) || break
  nightly || fail "the baseline again: exit code $?"
  cp "$scratch"/out/nightly/*/run.json "$scratch/baseline.json"
done
((code == 1)) || fail "a planted slowdown: exit code $code"
grep "<failure " "$scratch/test.xml" | grep -q 'head_dim=63/' || fail "test.xml: $(cat "$scratch/test.xml")"
grep -q "\"verdict\":\"regressed\"" "$scratch"/out/nightly/*/verdict/verdict.json || fail "verdict.json"

# A case that is no longer measured fails as well; nothing is "no regression" for want of a number.
head_dims=33 nightly --baseline="$scratch/baseline.json" --tolerance=100%
code=$?
((code == 4)) || fail "missing cases: exit code $code"
(($(count error) > 0)) || fail "missing cases: test.xml: $(cat "$scratch/test.xml")"
