#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The real runs of identical code, judged: what an H100's noise was found to be stays found, and the
# committed noise record is what they give.
#
#   ci/aa_study_test.sh attnwatch aa-2026-11-23.tar.xz aa-flat-2026-11-24.tar.xz noise.json
set -euo pipefail

attnwatch=$PWD/$1 study=$PWD/$2 flat_study=$PWD/$3 record=$PWD/$4
cd "${TEST_TMPDIR:-$(mktemp -d)}"
tar xJf "$study"
tar xJf "$flat_study"

# 13 runs of one board to fit, eight of another set aside.
"$attnwatch" aa aa/p0*.json aa/p1[0-3].json aa/p1[7-9].json aa/p2*.json \
  --set_aside=8 --json noise.json >study.txt 2>warnings.txt
grep -q '2 boards' warnings.txt

# The clock-adjusted difference of two processes: median and 95th percentile over 341 points, in %.
read -r points _ _ _ _ _ _ median tail _ < <(sed -n 's/^ *all kernels all classes *//p' study.txt | head -n 1)
echo "adjusted: median $median %, 95th percentile $tail % of $points points"
awk -v points="$points" -v median="$median" -v tail="$tail" \
  'BEGIN { exit !(points == 341 && median > 0.01 && median <= 0.15 && tail <= 0.5) }'

# One pair of runs is a screen: it may ring, but not as Mann-Whitney does.
ours=$(sed -n 's/^ *attnwatch, one pair *[0-9]* *\([0-9.]*\).*/\1/p' study.txt)
theirs=$(sed -n 's/^ *Mann-Whitney at 0.05 *[0-9]* *\([0-9.]*\).*/\1/p' study.txt)
echo "false alarms a comparison: ours $ours, Mann-Whitney $theirs"
awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { exit !(ours <= 0.2 && theirs >= 50) }'

# Our own kernels, on a board at its power cap: noisier, and the gate is silent all the same.
"$attnwatch" aa aa-flat/*.json --splits=10 --json noise.json --add >flat.txt
alarms=$(sed -n 's/^ *attnwatch, gate  *10  *\([0-9.]*\).*/\1/p' flat.txt)
echo "false alarms a gate of padded and flat: $alarms"
awk -v alarms="$alarms" 'BEGIN { exit !(alarms == "0.000") }'

# The committed record is what both say.
cmp noise.json "$record"
