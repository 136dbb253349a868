#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bazel run //ci:power_study -- [--sessions=200] [--out=FILE]: what the gate finds and what it calls
# by mistake, on the real runs of identical code and on simulated ones.
#
# The first three arguments come from Bazel: the program, the archive of runs, the noise record.
set -euo pipefail

program=$PWD/$1 study=$PWD/$2 record=$PWD/$3
shift 3
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
tar xJf "$study" -C "$runs"
cd "${BUILD_WORKING_DIRECTORY:-.}"
"$program" --noise "$record" "$runs"/aa/p*.json "$@"
