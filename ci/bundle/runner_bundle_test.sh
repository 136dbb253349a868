#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Unpacks the runner bundle somewhere else and uses it as a runner would: without the libraries of
# the machine that built it.
set -euo pipefail

tarball=$1
unpacked=$(mktemp -d "$TEST_TMPDIR/unpacked.XXXXXX")
unset LD_LIBRARY_PATH

fail() {
  echo "FAIL: $1" >&2
  exit 1
}

(($(stat -L -c %s "$tarball") < 60000000)) || fail "the bundle has $(stat -L -c %s "$tarball") bytes"

# Nothing in the archive tells who packed it, or when.
odd=$(tar -tvzf "$tarball" --full-time --numeric-owner | grep -v ' 0/0 .* 1970-01-01 00:00:00 ') || true
[[ -z $odd ]] || fail "owner or time in the archive: $odd"

tar -xzf "$tarball" -C "$unpacked"
bundle=$unpacked/attnwatch-runner
cd /

# Whatever is not in the bundle's lib/ belongs to glibc.
for program in "$bundle"/bin/* "$bundle"/tests/*; do
  [[ -e $program ]] || continue # no GPU tests in a build without CUDA
  outside=$(ldd "$program" | awk -v bundle="$bundle/" '$2 == "=>" && index($3, bundle) != 1 { print $1 }' |
    grep -v -E '^lib(c|m|mvec|dl|rt|pthread|resolv|util)\.so\.[0-9]+$') || true
  [[ -z $outside ]] || fail "${program##*/} takes from outside the bundle: $outside"
done

cases=$("$bundle/bin/attention_score" --list --grid=smoke | wc -l)
((cases > 0)) || fail "attention_score --list prints nothing"

grep -q -E '^commit ([0-9a-f]{40}|unknown)$' "$bundle/VERSION" || fail "VERSION: $(cat "$bundle/VERSION")"
version=$("$bundle/bin/attnwatch" --version)
[[ $version == *"$(sed -n 's/^commit \(.\{7\}\).*/\1/p' "$bundle/VERSION")"* ]] ||
  fail "attnwatch --version says $version"

# The accepted runs, found from anywhere, and no studies.
for baseline in "$bundle"/baselines/data/*/*/; do
  "$bundle/bin/attnwatch" list | grep -q "^$(cut -d/ -f1,2 <<<"${baseline#"$bundle"/baselines/data/}"):" ||
    fail "attnwatch list does not find $baseline"
done
[[ ! -e $bundle/baselines/studies ]] || fail "the bundle carries studies"

# The whole path on the quickest grid: a run, Google Benchmark's file, the figure and its page, and the
# verdict: all cases are new, as no CPU has a baseline.
code=0
"$bundle/nightly.sh" --grid=smoke --out="$unpacked/out" >"$unpacked/log" 2>&1 || code=$?
[[ $code == 0 ]] || fail "nightly.sh --grid=smoke: exit code $code: $(tail "$unpacked/log")"
grep -q 'THERE IS NO BASELINE' "$unpacked/log" || fail "nightly.sh does not say that nothing was compared"
for name in run.json google_benchmark.json figure.svg report.html verdict/{report.html,report.md,junit.xml,verdict.json}; do
  [[ -s $(echo "$unpacked"/out/*/"$name") ]] || fail "nightly.sh leaves no $name"
done
