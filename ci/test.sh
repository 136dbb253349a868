#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# All tests: installs the missing Debian packages, then takes the steps below, every one even where
# another fails.
#
#   ci/test.sh
#
# Ends with the line `N passed, N failed, N skipped`. Step `tests` counts its test cases, any other
# counts as one. Logs stay in out/test/. Exit codes: 0 all passed, 4 something failed, 3 interrupted.
set -uo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 2
logs=out/test

# The functions to call, in order, and what each one proves.
steps=(
  "packages: the packages of ci/packages.txt are installed"
  "format: clang-format has nothing to change"
  "scripts: shellcheck has nothing to say"
  "tests: everything builds, all tests pass"
  "cpu_only: the same without CUDA"
  "arrows: Bazel refuses every wrong dependency between folders"
)

packages() {
  ci/packages.sh test
}

# The files of the tree with one of the names "$@", each ended by a NUL.
files() {
  local names=() name
  for name in "$@"; do names+=(-o -name "$name"); done
  find . \( -name .git -o -path ./out -o -name 'bazel-*' \) -prune -o \
    -type f \( "${names[@]:1}" \) -print0
}

format() {
  files '*.h' '*.cc' '*.cu' '*.cuh' | xargs -0 clang-format --dry-run --Werror
}

scripts() {
  { files '*.sh' && printf '%s\0' .ci/run; } | xargs -0 shellcheck
}

# Builds and tests everything; the build events go to the log folder.
bazel_test() {
  bazel test --keep_going --test_summary=terse --color=no --curses=no \
    --show_progress_rate_limit=10 "$@" //... </dev/null
}

tests() {
  bazel_test --build_event_json_file="$logs/events.json"
}

cpu_only() {
  CUDA_PATH=/nonexistent bazel_test
}

arrows() {
  ci/check_arrows.py
}

# Prints the failed and skipped cases of step $1, which ended with exit code $2, and then its counts.
count() {
  if [[ $1 == tests ]]; then
    ci/count_tests.py "$logs/events.json" || echo "0 passed, 1 failed, 0 skipped"
  elif (($2 == 0)); then
    echo "1 passed, 0 failed, 0 skipped"
  else
    echo "failed: $1: see $logs/$1.log"
    echo "0 passed, 1 failed, 0 skipped"
  fi
}

passed=0 failed=0 skipped=0
summary=()

# Takes the step "$1" ("function: what it proves") and adds it to the counts and to the summary.
take_step() {
  local name=${1%%:*} started=$SECONDS code counts p f s
  echo "=== $1"
  "$name" 2>&1 | tee "$logs/$name.log"
  code=${PIPESTATUS[0]}
  mapfile -t counts < <(count "$name" "$code")
  read -r p _ f _ s _ <<<"${counts[-1]}"
  ((passed += p, failed += f, skipped += s))
  summary+=("$(printf '%-9s %4d s  %s' "$name" $((SECONDS - started)) "${counts[-1]}")")
  summary+=("${counts[@]:0:${#counts[@]}-1}")
}

main() {
  local step
  rm -rf "$logs"
  mkdir -p "$logs"
  trap 'bazel shutdown >/dev/null 2>&1' EXIT # no server stays
  trap 'exit 3' INT TERM
  for step in "${steps[@]}"; do
    take_step "$step"
  done
  echo "=== summary"
  printf '%s\n' "${summary[@]}"
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed > 0)) || return 4
}

main
