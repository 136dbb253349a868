#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ci/comment.sh with a stand-in for GitHub's `gh`: which comment it writes, and what is in it.
set -uo pipefail

comment=$PWD/$1
scratch=$(mktemp -d "$TEST_TMPDIR/scratch.XXXXXX")
cd "$scratch" || exit 2
mkdir bin

fail() {
  echo "FAIL: $1" >&2
  cat "$scratch/log" "$scratch/calls" >&2
  exit 1
}

# Answers with $PULL_REQUEST, $COMMENT and the report in $ARTIFACT; keeps the body that it is given.
cat >bin/gh <<'END'
#!/bin/bash
printf '%s|' "$@" >>"$CALLS"
echo >>"$CALLS"
for argument; do [[ $argument != body=@* ]] || cp "${argument#body=@}" "$BODY"; done
case "$*" in
  run\ download*) [[ -n $ARTIFACT ]] && cp "$ARTIFACT" "${@: -1}/report.md" ;;
  *--method\ GET*/pulls*) echo "$PULL_REQUEST" ;;
  *--paginate*) echo "$COMMENT" ;;
  *) exit "$WRITE_CODE" ;;
esac
END
chmod +x bin/gh
export PATH=$scratch/bin:$PATH CALLS=$scratch/calls BODY=$scratch/body
export REPOSITORY=o/n RUN_ID=17 HEAD_OWNER=someone HEAD_SHA=0123456789abcdef0123456789abcdef01234567
# shellcheck disable=SC2016 # a branch may be named like this; nothing may run it
export HEAD_BRANCH='fix/$(touch owned);`touch owned`' PULL_REQUEST=5 COMMENT='' WRITE_CODE=0
echo "### REGRESSION: see @someone" >report.md
export ARTIFACT=$scratch/report.md

# Runs it; its exit code must be $1.
expect() {
  local code=0
  rm -f "$CALLS" "$BODY"
  "$comment" >log 2>&1 || code=$?
  ((code == $1)) || fail "exit code $code, not $1"
}

# The first report makes the comment, a later one takes its place.
expect 0
grep -q '^api|--method|POST|repos/o/n/issues/5/comments|' calls || fail "no comment was made"
[[ $(head -n 1 body) == '<!-- attnwatch gate -->' ]] || fail "no marker: $(cat body)"
grep -q '^### REGRESSION' body || fail "no report: $(cat body)"
grep -q '@someone' body && fail "the report calls people"
grep -q $'see @\xe2\x80\x8bsomeone' body || fail "the report lost a name: $(cat body)"
grep -q '0123456789ab: \[.*\](https://github.com/o/n/actions/runs/17)' body || fail "no link: $(cat body)"
COMMENT=$'99\n100' expect 0
grep -q '^api|--method|PATCH|repos/o/n/issues/comments/99|' calls || fail "a second comment"
grep -q '|POST|' calls && fail "a second comment"
[[ ! -e owned ]] || fail "the name of the branch was run"
grep -qF "|head=someone:$HEAD_BRANCH|" calls || fail "not the branch's pull request"

# No report is said, not passed over.
ARTIFACT='' expect 0
grep -q 'No verdict' body || fail "silent about a missing report: $(cat body)"

# Longer than GitHub takes: cut between lines, and said.
for _ in {1..7000}; do echo "line é é"; done >long.md
ARTIFACT=$scratch/long.md expect 0
(($(stat -c %s body) < 65536)) || fail "the body has $(stat -c %s body) bytes"
grep -q 'The report is cut here' body || fail "cut without a word"
grep '^line' body | grep -qvx 'line é é' && fail "cut within a line"

# A pull request that has moved on gets no report of its old commit.
PULL_REQUEST='' expect 0
grep -q -E '\|(POST|PATCH)\|' calls && fail "commented on nothing"

# What GitHub refuses, and what is no run, is an error.
WRITE_CODE=1 expect 2
HEAD_SHA='"; .' expect 2
RUN_ID='' expect 2
