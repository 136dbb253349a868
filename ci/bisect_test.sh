#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# attnwatch bisect in a scratch repository: its commits "build" into the real program, with a slowdown
# planted from one commit on; one commit does not build; the first call is killed.
set -uo pipefail

attnwatch=$PWD/$1 program=$PWD/$2 build_bundle=$PWD/$3
scratch=$(mktemp -d "$TEST_TMPDIR/scratch.XXXXXX")
source ci/testing/one_core.sh
cd "$scratch" || exit 2
export PROGRAM=$program
export TMPDIR=$scratch BUILT=$scratch/built
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.com
unset BUILD_WORKING_DIRECTORY

fail() {
  echo "FAIL: $1" >&2
  tail -n 40 log >&2
  find "$scratch" -name gate.log -exec tail -n 15 {} + >&2
  exit 1
}

# What commits build into. Settling is for devices with clocks.
cat >build <<'END'
#!/bin/bash
git log -1 --format=%s >>"$BUILT"
[[ ! -e broken ]] || exit 1
mkdir -p pack/attnwatch-runner/bin
{
  echo '#!/bin/bash'
  echo 'for flag; do [[ $flag == --settle=* ]] || flags+=("$flag"); done'
  echo "exec $PROGRAM \"\${flags[@]}\" --settle=0s $(cat slow 2>/dev/null)"
} >pack/attnwatch-runner/bin/attention_score
chmod +x pack/attnwatch-runner/bin/attention_score
tar -czf "$BUNDLE" -C pack attnwatch-runner
END
chmod +x build

# Nine commits, slower from commit 6 on; commit 4, which is tried first, does not build.
mkdir -p repo/ci && cp "$build_bundle" repo/ci/build_bundle.sh
cd repo && git init -q -b main . || exit 2
echo /out/ >.gitignore
for number in 0 1 2 3 4 5 6 7 8; do
  [[ $number != 4 ]] || touch broken
  [[ $number != 5 ]] || rm broken
  [[ $number != 6 ]] || echo --plant=head_dim=63/:900% >slow
  git add -A && git commit -q --allow-empty -m "commit $number" || exit 2
done
cd ..

small=(--device=cpu --grid=smoke --flag=--kernels=reference --flag=--dtype=float32 --rounds=3
  --flag=--head_dim=33:63:2 --flag=--launches=3 --flag=--no_ceilings --budget=120 --tolerance=100%)

# Becomes the bisection from commit $1 to $2 of cases $3 in folder $4, with more arguments.
bisect() {
  local good=$1 bad=$2 cases=$3 out=$scratch/$4
  shift 4
  cd "${place:-repo}" && exec "$attnwatch" bisect --good "$good" --bad "$bad" --case "$cases" --out "$out" \
    --build "$scratch/build" "${small[@]}" "$@"
}

# Expects exit code $1 of the bisection that follows; its output goes to the log.
expect() {
  local expected=$1 code=0
  shift
  (bisect "$@") >log 2>&1 || code=$?
  [[ $code == "$expected" ]] || fail "exit code $code, not $expected: $*"
  [[ $(git -C repo worktree list | wc -l) == 1 ]] || [[ -n ${running:-} ]] || fail "a worktree is left over"
}

# Waits until the command "$@" succeeds.
await() {
  local waited=0
  until "$@" >/dev/null 2>&1; do
    ((++waited < 1200)) || fail "in vain: $*"
    kill -0 "$running" 2>/dev/null || fail "ended before: $*"
    sleep 0.1
  done
}

# What is wrong is said in one line before anything is made.
refused() {
  local why=$1
  shift
  expect 2 "$@"
  [[ $(wc -l <log) == 1 ]] || fail "not one line for: $why"
  grep -q -- "$why" log || fail "not refused for: $why"
  [[ ! -e work && ! -e built ]] || fail "made something for: $why"
}
refused 'is no commit here' main~8 nowhere '*' work
refused 'are one commit' main main~0 '*' work
refused 'is no ancestor' main main~8 '*' work
refused 'is not a case pattern' main~8 main head_dim work
refused 'names an end point' main~8 main '*' work --skip main
echo changed >>repo/.gitignore
refused 'not committed' main~8 main '*' work
git -C repo checkout -q .gitignore
mkdir plain
GIT_CEILING_DIRECTORIES=$scratch place=plain refused 'plain: is in no git repository' main~8 main '*' work

# Killed in the second gate: of the first commit in the middle that builds.
bisect main~8 main 'head_dim=6?' work >killed.log 2>&1 &
running=$!
bad=$(git -C repo rev-parse --short=12 main)
second_gate_measures() { find work/gates -name 'screen0-*.json' -not -path "*$bad*" | grep .; }
await second_gate_measures
expect 2 main~8 main 'head_dim=6?' work
grep -q 'another bisection works there' log || fail "two bisections in one folder"
kill -9 "$running"
wait "$running" 2>/dev/null
running=''
gates_before=$(ls work/gates)
cp built built_before
git -C repo worktree list | grep -q gate/tree || fail "nothing to clean up"

# The same command goes on and finds it; what was finished is not repeated.
expect 1 main~8 main 'head_dim=6?' work
grep -q "^first bad commit: $(git -C repo log -1 --format='%H %as %s' main~2)$" log || fail "the wrong commit"
grep -q 'head_dim=63/' log || fail "the case is not named"
grep -q '+[0-9.]* % \[+[0-9.]* %, +[0-9.]* %\]' log || fail "no evidence"
grep -q '^skipped .* commit 4: does not build' killed.log || fail "commit 4 is not skipped"
[[ -z $(sort built | uniq -d) ]] || fail "built twice: $(sort built | uniq -d)"
cmp -n "$(stat -c %s built_before)" built built_before || fail "the builds before were forgotten"
[[ $(grep "^$bad" <<<"$(ls work/gates)") == $(grep "^$bad" <<<"$gates_before") ]] || fail "a finished gate was repeated"
grep -q "^$(wc -l <built) builds, " log || fail "the builds are not all counted"
grep -q '"outcome": "found"' work/bisect.json || fail "bisect.json does not say so"
[[ ! -e work/unpacked ]] || fail "unpacked bundles are left over"

# Asked again it only answers; with other arguments it does not.
cp built built_before
gates_before=$(ls work/gates)
expect 1 main~8 main 'head_dim=6?' work
grep -q '^first bad commit: .* commit 6$' log || fail "no answer the second time"
cmp built built_before || fail "built for a known answer"
[[ $(ls work/gates) == "$gates_before" ]] || fail "measured for a known answer"
expect 2 main~8 main 'head_dim=61' work
grep -q 'other arguments' log || fail "two bisections one after the other in one folder"

# Between commit 3, commit 4 that does not build, commit 5 that is skipped, and commit 6.
expect 3 main~5 main~2 head_dim=63 several --skip main~3
[[ $(grep -c '^  \(bad\|skipped\) ' log) == 3 ]] || fail "not all candidates are named"

# Nothing is slower; on a busy machine it may be no answer, which is asked for twice.
expect 0 main~8 main~7 head_dim=63 same
grep -q '^nothing to bisect' log || fail "does not say that there is nothing to find"

# Ends that do not work.
expect 2 main~4 main '*' broken
grep -q -- '--good: .* does not build' log || fail "a good commit that does not build"
expect 2 main~8 main head_dim=64 nothing
grep -q 'matches no case' log || fail "a pattern without cases"

# Every gate decides by the policy that is named, which is part of what is asked; how long it waits is not.
cat >policy.json <<'END'
{"policy_schema_version": 1,
 "ab": {"margin": 0.2, "tolerance": 0.4, "suspect_limit": 64},
 "stored": {"same_board": {"margin": 0.2, "tolerance": 0.4}, "other_board": {"margin": 0.2, "tolerance": 0.4},
            "stale_after_days": 14, "refused_after_days": 45},
 "inconclusive_share_max": 1, "overrides": []}
END
default=("${small[@]}")
small=("${small[@]/--tolerance=100%/--policy=$scratch/policy.json}")
expect 0 main~8 main~7 head_dim=63 policy --wait=7
grep -q 'Margin 20 %, tolerance 40 %' policy/gates/*/gate.log || fail "--policy does not reach the gates"
expect 0 main~8 main~7 head_dim=63 policy --wait=8
echo '{' >policy.json
expect 2 main~8 main~7 head_dim=63 policy
grep -q 'policy.json: not valid JSON' log || fail "a broken policy is not named"
small=("${default[@]}")
expect 2 main~8 main~7 head_dim=63 policy
grep -q 'other arguments' log || fail "another policy in one folder"

# Another gate has the device: each gate waits as long as it is told to, and that is no answer.
exec {device}>>"$TMPDIR/attnwatch-gate-cpu.lock"
flock "$device"
expect 3 main~8 main head_dim=63 waits --wait=0
grep -q 'another gate holds device cpu' log || fail "does not say why there is no answer"
exec {device}>&-

# Ended by hand: it puts its tree away and says how to go on; the same command does, as after a kill.
for signal in INT TERM; do
  rm -rf ended
  set -m # SIGINT is not ignored
  bisect main~8 main 'head_dim=6?' ended >log 2>&1 &
  running=$!
  set +m
  await compgen -G "ended/gates/*/screen0-*.json"
  kill "-$signal" "$running"
  wait "$running"
  code=$?
  [[ $code == 3 ]] || fail "SIG$signal: exit code $code"
  grep -q '^interrupted; the same command goes on' log || fail "SIG$signal: does not say how to go on"
  [[ $(git -C repo worktree list | wc -l) == 1 && ! -e ended/unpacked ]] || fail "SIG$signal leaves things behind"
  running=''
  cp built built_before
  expect 1 main~8 main 'head_dim=6?' ended
  grep -q '^first bad commit: .* commit 6$' log || fail "does not go on after SIG$signal"
  cmp -n "$(stat -c %s built_before)" built built_before || fail "SIG$signal: the builds before were forgotten"
  # The ends were built before the signal.
  ! tail -c "+$(($(stat -c %s built_before) + 1))" built | grep -qx 'commit [08]' || fail "SIG$signal: builds the ends again"
done
