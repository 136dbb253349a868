#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the tests that need a GPU, those of the kernels once more under compute-sanitizer's memcheck
# where the CUDA toolkit has it.
#
#   ./test.sh
#
# Ends with the line `N passed, N failed, N skipped`; on a machine with a GPU nothing is skipped. Exit
# codes: 0 all passed, 4 something failed, crashed or is missing.
set -uo pipefail

home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
passed=0 failed=0 skipped=0

# Runs the test "$@", a GoogleTest program or one under a checker, and adds its cases to the counts. A
# program that ends badly without a failed case of its own (a crash, the checker's exit code) is one.
take() {
  local log code failed_here
  echo "=== $*"
  log=$(mktemp)
  "$@" --gtest_brief=0 --gtest_color=no >"$log" 2>&1
  code=$?
  grep -E '^\[  FAILED  \].* ms\)$|: Failure$|^=========.*(ERROR|Invalid|Leaked)' "$log"
  sed -n '/: Skipped$/ { n; s/^/skipped: /p }' "$log" | sort | uniq -c
  failed_here=$(grep -c '^\[  FAILED  \].* ms)$' "$log")
  ((passed += $(grep -c '^\[       OK \]' "$log")))
  ((skipped += $(grep -c '^\[  SKIPPED \].* ms)$' "$log")))
  if ((code != 0 && failed_here == 0)); then
    tail -n 20 "$log"
    failed_here=1
  fi
  ((failed += failed_here))
  rm -f "$log"
}

main() {
  local test checker
  for test in "$home"/tests/*; do
    take "$test"
  done
  checker=$(PATH=$PATH:/usr/local/cuda/bin command -v compute-sanitizer)
  if [[ -n $checker ]]; then
    take "$checker" --tool=memcheck --error-exitcode=9 "$home/tests/device_kernels_test"
  else
    echo "no compute-sanitizer: memcheck is skipped"
    ((skipped += 1))
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed + skipped > 0)) || return 4
}

main
