#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Eight real gates of an H100 over the figure (baselines/studies/README.md), judged again: six of
# identical builds stay silent, planted slowdowns stay found.
#
#   ci/gates_replay_test.sh attnwatch gates-2026-11-23.tar.xz noise.json
set -euo pipefail

attnwatch=$PWD/$1 study=$PWD/$2 record=$PWD/$3
cd "${TEST_TMPDIR:-$(mktemp -d)}"
tar xJf "$study"
# Where gates find it by themselves: beside the device's baselines.
mkdir -p baselines/data/nvidia-h100-80gb-hbm3
cp "$record" baselines/data/nvidia-h100-80gb-hbm3/noise.json

# judge SITTING GATES [flags of its plantings]
judge() {
  "$attnwatch" selftest --replay --out="gates/sitting$1" --gates="$2" \
    --seed="$1" "${@:3}" 2>progress.txt | tee "sitting$1.txt"
}
judge 1 clean:3,singles
judge 2 clean:3
judge 3 singles --sizes=0.015,0.02 --each=20

# Cases planted with $1 %, and how many of them were called regressed, over the sittings.
found() {
  awk -v size="$1" '/^all/ { here = 1 } /^gate/ { here = 0 }
    here && $1 == size && $2 == "%" { planted += $3; regressed += $4 }
    END { print planted + 0, regressed + 0 }' sitting?.txt
}

# Nothing that was not planted: regressed, minor.
awk '/^all/ { here = 1 } /^gate/ { here = 0 }
  here && $1 == "nothing" { clean += $2; alarms += $3 + $4 }
  END { exit !(clean == 2663 && alarms == 0) }' sitting?.txt

read -r planted regressed < <(found 2.0)
((planted == 25 && regressed == 25))
read -r planted regressed < <(found 1.5)
((planted == 25 && regressed >= 23))
read -r planted regressed < <(found 1.0)
((planted == 5 && regressed >= 3))
