# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# For tests that judge real measurements of this CPU: this shell, and what it starts from now on, stays
# on one core, with one thread, as on a machine of one.
#
#   source ci/testing/one_core.sh
#
# Threads that wait for a core which another test has taken are tens of times slower.
taskset -cp "$(taskset -cp $$ | grep -o '[0-9]*$')" $$ >/dev/null || exit 2
export OMP_NUM_THREADS=1
