#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A regression of the judge shows here: on the real runs of an H100 it stays silent on identical
# code, finds 2 %, and names what moves together, where Mann-Whitney rings dozens of times.
#
#   ci/power_study_test.sh power_study.sh power_study_program aa-2026-11-23.tar.xz noise.json
set -euo pipefail

script=$1
shift
"$script" "$@" --sessions=20 >study.txt 2>progress.txt
cat study.txt

# The row of a rule $2 in the scenario $1: alarms any bound shifts beside s s 1% 1.5% 2% 3% 5% named.
row() {
  awk -v scenario="$1" -v rule="$2" '
    /^[^ ].*planted$/ { here = index($0, scenario ":") == 1 }
    here && index($0, "  " rule " ") == 1 { print substr($0, 31); exit }' study.txt
}

expect() {
  awk "BEGIN { exit !($1) }" || { echo "not so: $1"; exit 1; }
}

for scenario in 'replayed: single cases' 'simulated: single cases' 'simulated: drift'; do
  read -r alarms _ _ shifts beside clean planted one one_and_half two three five _ \
    < <(row "$scenario" 'attnwatch gate')
  expect "$alarms == 0 && $shifts == 0 && $beside == 0"
  expect "$two >= 0.95 && $three >= 0.95 && $five >= 0.95 && $one_and_half >= 0.8 && $one > 0.2"
  expect "$clean < 180 && $planted < 240"
done
for scenario in 'replayed: a class, +3 %' 'replayed: all, +2 %'; do
  expect "$(row "$scenario" 'attnwatch gate' | awk '{ print $NF }') == 1"
done
expect "$(row 'replayed: single cases' 'Mann-Whitney at .05' | awk '{ print $1 }') > 20"
