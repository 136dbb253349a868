#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the bundle's nightly.sh with stand-ins for the two programs: when it judges a run, and that what
# it finds is exported before it exits with it.
set -uo pipefail

bundle=$(mktemp -d "$TEST_TMPDIR/bundle.XXXXXX")
out=$bundle/out
mkdir "$bundle/bin"
cp ci/bundle/nightly.sh "$bundle/nightly.sh"
echo "commit 0123456789abcdef" >"$bundle/VERSION"

fail() {
  echo "FAIL: $1" >&2
  exit 1
}

program() {
  cat >"$bundle/bin/$1"
  chmod +x "$bundle/bin/$1"
}

program attention_score <<'END'
#!/bin/bash
[[ $1 != --list_devices ]] || { echo 'cpu  cpu-some-8' && exit; }
for flag; do [[ $flag == --run_out=* ]] && echo '{}' >"${flag#--run_out=}"; done
exit "$MEASURE_CODE"
END
program attnwatch <<'END'
#!/bin/bash
echo "$*" >>"$CALLS"
[[ $1 != compare ]] || exit "$COMPARE_CODE"
END

export CALLS=$bundle/calls MEASURE_CODE=0 COMPARE_CODE=0
unset ATTNWATCH_PUSHGATEWAY ATTNWATCH_TEXTFILE ATTNWATCH_BASELINE ATTNWATCH_TOLERANCE

nightly() {
  rm -rf "$out" "$CALLS"
  "$bundle/nightly.sh" --out="$out" >/dev/null 2>&1
}

nightly || fail "a run without a baseline"
! grep -q '^compare' "$CALLS" || fail "judged against nothing"

ATTNWATCH_BASELINE=/base nightly || fail "a run that passes"
folder=$(echo "$out"/*)
[[ $(sed 1d "$CALLS") == "compare /base $folder/run.json --out $folder/verdict
export $folder/run.json --textfile $folder/metrics.prom" ]] || fail "called: $(cat "$CALLS")"

COMPARE_CODE=1 ATTNWATCH_BASELINE=/base ATTNWATCH_TOLERANCE=5% nightly
code=$?
[[ $code == 1 ]] || fail "a regression: exit code $code"
grep -q -e '--tolerance=5%$' "$CALLS" || fail "the tolerance was lost"
[[ $(tail -n 1 "$CALLS") == export* ]] || fail "a regression was not exported"

COMPARE_CODE=1 MEASURE_CODE=4 ATTNWATCH_BASELINE=/base nightly
code=$?
[[ $code == 4 ]] || fail "failed cases and a regression: exit code $code"
