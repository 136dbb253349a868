#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the bundle's nightly.sh with stand-ins for the two programs: what it passes on, what it
# leaves, its exit code for every pair of theirs, and that a signal reaches the program once.
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

# Writes a run unless $NO_RUN is set, and exits with $MEASURE_CODE.
program attention_score <<'END'
#!/bin/bash
[[ $1 != --list_devices ]] || { echo "$DEVICES" && exit; }
echo "$*" >>"$CALLS"
for flag; do [[ $flag == --run_out=* && -z $NO_RUN ]] && echo '{}' >"${flag#--run_out=}"; done
exit "$MEASURE_CODE"
END
program attnwatch <<'END'
#!/bin/bash
[[ $1 != export && $1 != history && $1 != trend ]] || exit 0 # they have tests of their own
echo "$*" >>"$CALLS"
[[ $1 != figure ]] || exit "$FIGURE_CODE"
while [[ $1 != --out ]]; do shift; done
mkdir "$2" && echo "the verdict" >"$2/report.md"
exit "$VERDICT_CODE"
END

export CALLS=$bundle/calls DEVICES='cpu  cpu-some-8' NO_RUN=''
export MEASURE_CODE=0 FIGURE_CODE=0 VERDICT_CODE=0
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY

nightly() {
  rm -rf "$out" "$CALLS"
  "$bundle/nightly.sh" --out="$out" "$@" >/dev/null 2>&1
}

# The worst of the exit codes of measuring, drawing and judging, 2 > 4 > 1 > 3 > 0; anything else is a
# crash.
while read -r MEASURE_CODE FIGURE_CODE VERDICT_CODE expected; do
  nightly
  code=$?
  [[ $code == "$expected" ]] ||
    fail "$MEASURE_CODE, $FIGURE_CODE and $VERDICT_CODE gave $code, not $expected"
done <<'END'
0 0 0 0
4 0 0 4
3 0 0 3
0 2 0 2
4 2 0 2
3 4 0 4
1 3 0 1
1 4 0 4
0 0 1 1
0 0 3 3
3 0 1 1
4 0 1 4
0 0 2 2
4 0 139 2
139 4 0 2
0 127 0 2
END

# The folder is named by time and commit; the device's grid is the default.
MEASURE_CODE=0 FIGURE_CODE=0 VERDICT_CODE=0
nightly --kernels=onednn || fail "a plain run"
folder=$(echo "$out"/*)
[[ ${folder##*/} =~ ^[0-9]{8}T[0-9]{6}Z-01234567$ ]] || fail "folder $folder"
[[ $(cat "$CALLS") == "--grid=cpu --run_out=$folder/run.json \
--benchmark_out=$folder/google_benchmark.json --kernels=onednn
figure $folder/run.json --out $folder
compare $bundle/baselines/data $folder/run.json --out $folder/verdict" ]] || fail "calls: $(cat "$CALLS")"

# What the judge is told does not go to the program that measures.
nightly --tolerance=5% --baseline=other.json --require-baseline --rounds=2 || fail "flags of the judge"
[[ $(cut -d' ' -f4- "$CALLS" | head -n 1) == "--rounds=2" ]] || fail "measured with $(cat "$CALLS")"
grep -q '^compare other.json .* --tolerance=5% --require-baseline$' "$CALLS" ||
  fail "judged with $(cat "$CALLS")"

# A bundle of a clean commit is kept, as a whole, where a later night looks for it; of a changed tree not.
commit=89abcdef0123456789abcdef0123456789abcdef
kept() { find "$out/bundles" -mindepth 1 -printf '%f\n' 2>/dev/null | sort | tr '\n' ' '; }
nightly || fail "a short commit"
[[ -z $(kept) ]] || fail "kept without a full commit: $(kept)"
mkdir "$bundle/lib" "$bundle/tests" "$bundle/baselines"
printf 'commit %s\ndirty true\n' "$commit" >"$bundle/VERSION"
nightly || fail "a dirty commit"
[[ -z $(kept) ]] || fail "kept a changed tree: $(kept)"
printf 'commit %s\ndirty false\n' "$commit" >"$bundle/VERSION"
nightly --keep_bundles=0 || fail "--keep_bundles=0"
[[ -z $(kept) ]] || fail "kept though it should not: $(kept)"
nightly --keep_bundles=few
[[ $? == 2 && ! -e $CALLS ]] || fail "--keep_bundles=few"
nightly || fail "a clean commit"
[[ $(kept) == "$commit.tar.gz " ]] || fail "kept: $(kept)"
grep -q keep_bundles "$CALLS" && fail "told the program to keep bundles"
mkdir "$bundle/again"
tar -xzf "$out/bundles/$commit.tar.gz" -C "$bundle/again" --strip-components=1
for name in VERSION nightly.sh bin/attention_score bin/attnwatch; do
  diff "$bundle/$name" "$bundle/again/$name" || fail "kept another $name"
done
[[ -x $bundle/again/bin/attnwatch && ! -e $bundle/again/out ]] || fail "kept: $(ls "$bundle/again")"

# Only the newest stay, today's among them, though it was kept long ago; what others put there stays.
again() { "$bundle/nightly.sh" --out="$out" "$@" >/dev/null 2>"$bundle/said"; }
touch -d 2020-01-01 "$out/bundles/$commit.tar.gz" "$out/bundles/mine.tar.gz"
for number in {10..39}; do touch -d "2021-01-$((number - 9))" "$out/bundles/${number}${commit:2}.tar.gz"; done
rm -rf "$out"/2*
again || fail "thirty others"
[[ $(kept | wc -w) == 31 && -s $out/bundles/$commit.tar.gz && -e $out/bundles/mine.tar.gz &&
  ! -e $out/bundles/10${commit:2}.tar.gz ]] || fail "kept the wrong ones: $(kept)"
rm -rf "$out"/2*
again --keep_bundles=1 || fail "--keep_bundles=1"
[[ $(kept) == "$commit.tar.gz mine.tar.gz " ]] || fail "--keep_bundles=1 left: $(kept)"

# What cannot be kept is said, leaves nothing half, and changes nothing.
rm -rf "$out" && mkdir "$out" && touch "$out/bundles"
again || fail "bundles is a file: exit code $?"
grep -q 'this bundle is not kept in ' "$bundle/said" || fail "silent about a bundle that is not kept"
mv "$bundle/lib" "$bundle/elsewhere"
rm -rf "$out"
again || fail "a broken bundle: exit code $?"
[[ -z $(kept) ]] || fail "kept half a bundle: $(kept)"
echo "commit 0123456789abcdef" >"$bundle/VERSION"

# In a GitHub job the verdict is annotated, and is the step's summary.
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$bundle/summary nightly || fail "a GitHub job"
grep -q '^compare .* --github$' "$CALLS" || fail "no annotations: $(cat "$CALLS")"
[[ $(cat "$bundle/summary") == "the verdict" ]] || fail "summary: $(cat "$bundle/summary")"

# A GPU measures the whole figure, unless the CPU is asked for.
DEVICES=$'0  nvidia-some\ncpu  cpu-some-8' nightly || fail "a machine with a GPU"
grep -q -- '--grid=figure' "$CALLS" || fail "not the GPU's grid: $(cat "$CALLS")"
DEVICES=$'0  nvidia-some\ncpu  cpu-some-8' nightly --device=cpu || fail "--device=cpu"
grep -q -- '--grid=cpu' "$CALLS" || fail "not the CPU's grid: $(cat "$CALLS")"

# A grid that the user names replaces the default.
nightly --grid=smoke || fail "a named grid"
grep -q -- '--grid=cpu' "$CALLS" && fail "two grids: $(cat "$CALLS")"

# Nothing measured is no pass, draws nothing and leaves no empty folder.
NO_RUN=1 nightly
code=$?
[[ $code == 2 ]] || fail "nothing measured: exit code $code"
grep -q -E 'figure|compare' "$CALLS" && fail "a figure or a verdict of nothing"
[[ -z $(ls "$out") ]] || fail "an empty folder stays"

# --list measures nothing and is no run.
NO_RUN=1 nightly --list || fail "--list"
[[ ! -e $out ]] || fail "--list made a folder"

# An interrupted program keeps what it has, gets its figure, and is told once, though a terminal's ^C
# goes to the whole process group.
program attention_score <<'END'
#!/bin/bash
[[ $1 != --list_devices ]] || exit 0
for flag; do [[ $flag == --run_out=* ]] && run=${flag#--run_out=}; done
trap 'echo signal >>"$CALLS"; echo "{}" >"$run"; sleep 0.3; exit 3' INT TERM
touch "$READY"
for _ in {1..200}; do sleep 0.05; done
END
export READY=$bundle/ready
for signal in INT TERM; do
  rm -rf "$out" "$CALLS" "$READY"
  set -m # a process group of its own, and SIGINT not ignored
  "$bundle/nightly.sh" --out="$out" >/dev/null 2>&1 &
  script=$!
  set +m
  until [[ -e $READY ]]; do sleep 0.02; done
  kill "-$signal" -- "-$script"
  wait "$script"
  code=$?
  [[ $code == 3 ]] || fail "SIG$signal: exit code $code"
  [[ $(grep -c signal "$CALLS") == 1 ]] || fail "SIG$signal arrived $(grep -c signal "$CALLS") times"
  grep -q '^figure ' "$CALLS" || fail "SIG$signal: no figure of what was measured"
  grep -q '^compare ' "$CALLS" || fail "SIG$signal: no verdict on what was measured"
done
