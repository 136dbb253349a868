#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ci/gate.sh: first with the real programs on this CPU, a bundle against itself and with a planted
# slowdown; then with stand-ins for Bazel and the judge, for which commits it builds and what it does
# where that fails.
set -uo pipefail

gate=$PWD/$1 bundle=$PWD/$2
scratch=$(mktemp -d "$TEST_TMPDIR/scratch.XXXXXX")
source ci/testing/one_core.sh
cd "$scratch" || exit 2
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY

fail() {
  echo "FAIL: $1" >&2
  tail -n 40 "$scratch/log" >&2
  exit 1
}

# Expects exit code $1 of the command "$@" after it; its output goes to the log.
expect() {
  local expected=$1 code=0
  shift
  "$@" >"$scratch/log" 2>&1 || code=$?
  [[ " $expected " == *" $code "* ]] || fail "exit code $code, not $expected: $*"
}

small=(--device=cpu --grid=smoke --flag=--kernels=reference --flag=--dtype=float32 --rounds=3
  --flag=--head_dim=33:63:2 --flag=--launches=3 --flag=--no_ceilings --budget=120 --tolerance=100%)
both=(--base_bundle="$bundle" --head_bundle="$bundle")

# The same build is no regression; on a busy machine it may be no answer.
expect "0 3" "$gate" "${both[@]}" "${small[@]}" --out=same
for name in report.html report.md junit.xml verdict.json screen0-base.json; do
  [[ -s same/$name ]] || fail "no $name"
done
[[ ! -e same/base && ! -e same/head ]] || fail "unpacked bundles among the artifacts"

# A slowdown is; the job's annotations and its summary say so.
expect 1 env GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary "$gate" "${both[@]}" "${small[@]}" \
  --out=slow --head_flag=--plant=head_dim=63/:900%
grep -q '^::error title=regressed' log || fail "no annotation"
diff summary slow/report.md || fail "the summary is not the report"

# An earlier verdict never stands in for this one's.
expect 2 "$gate" "${both[@]}" "${small[@]}" --out=slow

# Wrong use, and what is no bundle.
expect 2 "$gate" "${small[@]}"
expect 2 "$gate" "${both[@]}" --judge=mine
echo "no archive" >broken.tar.gz
rm summary
GITHUB_STEP_SUMMARY=summary expect 2 "$gate" --base_bundle="$bundle" --head_bundle=broken.tar.gz --out=x
grep -q '^No verdict: broken.tar.gz' summary || fail "the summary hides that there is no verdict"

# From here on a repository of two branches, where Bazel makes bundles whose judge says what it was
# called with.
mkdir -p repo/ci bin
cp "$gate" repo/ci/gate.sh
cp "${gate%/*}/build_bundle.sh" repo/ci/
echo 'exit 0' >repo/ci/packages.sh
chmod +x repo/ci/packages.sh
echo /out/ >repo/.gitignore
cat >bin/bazel <<'END'
#!/bin/bash
[[ $1 == build ]] || exit 0
commit=$(git rev-parse HEAD)
echo "$(git log -1 --format=%s)" >>"$BUILT"
[[ $(git log -1 --format=%s) != *broken* ]] || exit 1
mkdir -p out/bazel-bin/ci pack/attnwatch-runner/bin
[[ -n $STALE ]] || echo "commit $commit" >pack/attnwatch-runner/VERSION
cat >pack/attnwatch-runner/bin/attnwatch <<'JUDGE'
#!/bin/bash
for folder in "$3" "$5"; do cat "$folder/VERSION"; done >"$CALLED"
echo "judge $(cat "${0%/bin/*}/VERSION")" >>"$CALLED"
mkdir -p "$7" && echo "the report" >"$7/report.md" && exit "$JUDGE_CODE"
JUDGE
chmod +x pack/attnwatch-runner/bin/attnwatch
tar -czf out/bazel-bin/ci/attnwatch-runner.tar.gz -C pack attnwatch-runner
rm -rf pack
END
chmod +x bin/bazel
export PATH=$scratch/bin:$PATH BUILT=$scratch/built CALLED=$scratch/called JUDGE_CODE=0 STALE=''
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.com

commit() {
  git add -A && git commit -q --allow-empty -m "$1" && git rev-parse HEAD
}

cd repo || exit 2
git init -q -b main . || fail "git init"
start=$(commit start)
git checkout -q -b change
change=$(commit change)
git checkout -q main
commit "main goes on" >/dev/null
git checkout -q change

# The base is where the change left main; the base build judges, unless the head build must.
expect 0 ci/gate.sh --base=main --out="$scratch/built_gate"
[[ $(<"$CALLED") == "commit $start
commit $change
judge commit $start" ]] || fail "compared $(<"$CALLED")"
expect 0 ci/gate.sh --base=main --head=change --judge=head --out="$scratch/judged_by_head"
grep -q "^judge commit $change$" "$CALLED" || fail "judged by $(<"$CALLED")"

# Its exit code is the judge's; a crash of that is an internal error.
for code in 1 3 4; do
  JUDGE_CODE=$code expect "$code" ci/gate.sh --base=main --out="$scratch/code$code"
done
JUDGE_CODE=139 expect 2 ci/gate.sh --base=main --out="$scratch/crash"

# A build that fails is no verdict, though there is a bundle of another commit.
broken=$(commit "broken change")
rm "$CALLED"
expect 2 ci/gate.sh --base=main --out="$scratch/broken"
grep -q 'the head build fails' "$scratch/log" || fail "a broken head"
STALE=1 expect 2 ci/gate.sh --base=main --head="$change" --out="$scratch/stale"
expect 2 ci/gate.sh --base=nowhere
[[ ! -e $CALLED ]] || fail "judged after a build of $broken failed"
