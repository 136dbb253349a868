#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# google/benchmark's own compare.py reads two of our reports, also of different length, and compares
# every case of them.
set -euo pipefail
program=$1
cd "${TEST_TMPDIR:?}"
program_path=$OLDPWD/$program
flags=(--grid=smoke --kernels=reference --dtype=float32)
"$program_path" "${flags[@]}" --rounds=3 --benchmark_out=base.json >/dev/null 2>&1
"$program_path" "${flags[@]}" --rounds=2 --benchmark_out=head.json >/dev/null 2>&1
/usr/bin/python3 /usr/share/benchmark/compare.py --no-color benchmarks base.json head.json >report.txt
cat report.txt
medians=$(grep -c 'manual_time_median ' report.txt)
if [ "$medians" -ne 4 ]; then
  echo "compare.py compared $medians cases, not the 4 of the grid" >&2
  exit 1
fi
