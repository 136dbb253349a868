#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the bundle's nightly.sh with stand-ins for the two programs: to whom it gives the metrics of a
# run, and what it exits with where they are not delivered.
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
echo "$1" >>"$ORDER"
[[ $1 == export ]] || exit 0
echo "$*" >>"$CALLS"
[[ $* != *--push* ]] || exit "$PUSH_CODE"
END

export CALLS=$bundle/calls ORDER=$bundle/order MEASURE_CODE=0 PUSH_CODE=0
unset ATTNWATCH_PUSHGATEWAY ATTNWATCH_TEXTFILE

nightly() {
  rm -rf "$out" "$CALLS"
  "$bundle/nightly.sh" --out="$out" "$@" >/dev/null 2>&1
}

nightly || fail "a plain run"
folder=$(echo "$out"/*)
[[ $(cat "$CALLS") == "export $folder/run.json --textfile $folder/metrics.prom" ]] ||
  fail "exported with $(cat "$CALLS")"

ATTNWATCH_PUSHGATEWAY=http://a:9091 ATTNWATCH_TEXTFILE=/b.prom nightly || fail "a run that is pushed"
folder=$(echo "$out"/*)
[[ $(cat "$CALLS") == "export $folder/run.json --textfile $folder/metrics.prom --push http://a:9091
export $folder/run.json --textfile /b.prom" ]] || fail "exported with $(cat "$CALLS")"

# Not delivered is no answer, and no excuse for what was measured.
PUSH_CODE=3 ATTNWATCH_PUSHGATEWAY=http://a:9091 nightly
code=$?
[[ $code == 3 ]] || fail "not delivered: exit code $code"
PUSH_CODE=3 MEASURE_CODE=4 ATTNWATCH_PUSHGATEWAY=http://a:9091 ATTNWATCH_TEXTFILE=/b.prom nightly
code=$?
[[ $code == 4 ]] || fail "failed and not delivered: exit code $code"
[[ $(wc -l <"$CALLS") == 2 ]] || fail "the second file was forgotten"

# The trend is there before the metrics are made of it.
[[ $(cat "$ORDER") == *$'trend\nexport'* ]] || fail "in the order $(cat "$ORDER")"

# Nothing is given away of what measured nothing.
nightly --list
[[ ! -e $CALLS ]] || fail "--list exported"
