#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Searches for a text that breaks the run.json reader (see results/run_json_fuzz.cc).
#
#   ci/fuzz.sh            # one minute
#   ci/fuzz.sh 600        # ten minutes
#   ci/fuzz.sh --merge    # renews the committed corpus from what was found
#
# Needs clang++ with libFuzzer (Debian: clang libclang-rt-14-dev). Inputs that reach something new are
# kept in out/fuzz/found; a counterexample is out/fuzz/crash-*: fix the reader, then commit the file to
# the corpus as <what-it-is>.json.
set -eu
cd "$(dirname "$0")/.."

corpus=results/testdata/corpus
corpus_limit=130
work=out/fuzz
fuzzer=$work/run_json_fuzz
sources="atomic_file json_document json_field labels one_line read_file run run_check
         run_json_read run_json_write summary run_json_fuzz"

build() {
  command -v clang++ >/dev/null || { echo "ci/fuzz.sh: clang++ is missing: apt-get install clang" >&2; exit 2; }
  mkdir -p "$work/found"
  # shellcheck disable=SC2046,SC2086  # a list of words
  clang++ -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I. \
    $(printf 'results/%s.cc ' $sources) -o "$fuzzer"
}

fuzz() {
  "$fuzzer" -max_total_time="$1" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -dict=results/testdata/run_json.dict -artifact_prefix="$work/" "$work/found" "$corpus"
}

# The files named *.json were written by hand and stay; the others are those that reach most of the
# rest, best first.
merge() {
  rm -rf "$work/merged"
  mkdir -p "$work/merged"
  cp "$corpus"/*.json "$work/merged"
  "$fuzzer" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$work/merged" "$corpus" "$work/found"
  find "$corpus" -type f ! -name '*.json' -delete
  find "$work/merged" -type f ! -name '*.json' -printf '%T@ %p\n' | sort -n |
    head -n "$corpus_limit" | while read -r _ path; do cp "$path" "$corpus"; done
  echo "ci/fuzz.sh: $corpus now holds $(find "$corpus" -type f | wc -l) inputs"
}

build
case ${1:-60} in
  --merge) merge ;;
  *[!0-9]*) echo "usage: ci/fuzz.sh [SECONDS | --merge]" >&2; exit 2 ;;
  *) fuzz "${1:-60}" ;;
esac
