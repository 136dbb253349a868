#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The gate of a change: builds it and what it started from, lets both builds take turns on this machine's
# device, and says what got slower. Whatever a CI system needs is here; it only has to call this.
#
#   ci/gate.sh --base=origin/main                  # against HEAD, from where HEAD left it
#   ci/gate.sh --base=v1.2 --head=my-branch --out=DIR
#   ci/gate.sh --base_bundle=a.tar.gz --head_bundle=b.tar.gz    # builds nothing
#   ci/gate.sh --base=main --judge=head            # for a change of the judge or of the files' format
#   ci/gate.sh --base=main --grid=table --budget=60 --tolerance=2%   # other flags: attnwatch gate --help
#
# The judge and its policy are those of the base build: a change does not set its own tolerance. Leaves
# report.html, report.md, junit.xml, verdict.json and all runs in DIR (default out/gate-<utc>). Where
# GITHUB_ACTIONS is true it prints annotations; where GITHUB_STEP_SUMMARY names a file, report.md is added
# to it. Exit codes: 0 pass, 1 regression, 2 usage, a build that fails or an internal error, 3 no answer,
# 4 missing, failed or incorrect cases.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
base='' head=HEAD base_bundle='' head_bundle='' judge=base out='' flags=()

say() {
  echo "ci/gate.sh: $1" >&2
}

stop() {
  say "$1"
  summarise "No verdict: $1"
  exit 2
}

# Adds line $1, or what is on stdin, to the summary of a GitHub job.
summarise() {
  [[ -n ${GITHUB_STEP_SUMMARY:-} ]] || return 0
  if (($# > 0)); then echo "$1"; else cat; fi >>"$GITHUB_STEP_SUMMARY"
}

parse() {
  local argument
  for argument in "$@"; do
    case $argument in
      --base=*) base=${argument#*=} ;;
      --head=*) head=${argument#*=} ;;
      --base_bundle=*) base_bundle=${argument#*=} ;;
      --head_bundle=*) head_bundle=${argument#*=} ;;
      --judge=base | --judge=head) judge=${argument#*=} ;;
      --judge=*) stop "$argument: the judge is that of base or of head" ;;
      --out=*) out=${argument#*=} ;;
      --help | -h) sed -n '4,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 0 ;;
      *) flags+=("$argument") ;;
    esac
  done
  [[ -n $base || -n $base_bundle ]] || stop "--base or --base_bundle says what is compared with"
}

# The commit that $1 names.
commit_of() {
  git -C "$root" rev-parse --verify --quiet "$1^{commit}" || stop "$1: is no commit here"
}

# Builds the bundles that were not given, into folder $1.
build_both() {
  local head_commit base_commit
  [[ -z $base_bundle || -z $head_bundle ]] || return 0
  "$root/ci/packages.sh" nightly || stop "packages are missing"
  head_commit=$(commit_of "$head")
  [[ $head != HEAD || -z $(git -C "$root" status --porcelain) ]] ||
    say "what is not committed is not measured"
  if [[ -z $base_bundle ]]; then
    base_commit=$(commit_of "$base")
    base_commit=$(git -C "$root" merge-base "$base_commit" "$head_commit") ||
      stop "$base and $head have no common commit: fetch the whole history"
    say "build base $base_commit"
    base_bundle=$1/base.tar.gz
    "$root/ci/build_bundle.sh" "$base_commit" "$base_bundle" || stop "the base build fails"
  fi
  if [[ -z $head_bundle ]]; then
    say "build head $head_commit"
    head_bundle=$1/head.tar.gz
    "$root/ci/build_bundle.sh" "$head_commit" "$head_bundle" || stop "the head build fails"
  fi
}

# Unpacks bundle $1 into the new folder $2.
unpack() {
  mkdir "$2"
  tar -xzf "$1" -C "$2" --strip-components=1 || stop "$1: is no runner bundle"
}

main() {
  local code=0
  parse "$@"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  build_both "$scratch"
  unpack "$base_bundle" "$scratch/base"
  unpack "$head_bundle" "$scratch/head"
  out=${out:-$root/out/gate-$(date -u +%Y%m%dT%H%M%SZ)}
  [[ ! -e $out/verdict.json ]] || stop "$out: has a verdict of an earlier gate"
  [[ ${GITHUB_ACTIONS:-} != true ]] || flags+=(--github)
  say "measure and judge"
  "$scratch/$judge/bin/attnwatch" gate --base "$scratch/base" --head "$scratch/head" --out "$out" \
    "${flags[@]}" || code=$?
  if [[ -s $out/report.md ]]; then
    summarise <"$out/report.md"
  else
    [[ $code == [1234] ]] || code=2
    summarise "No verdict: the gate ended with exit code $code."
  fi
  # A crash of the judge is no verdict of its.
  [[ $code == [01234] ]] || code=2
  exit "$code"
}

main "$@"
