#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the missing Debian packages of ci/packages.txt.
#
#   ci/packages.sh nightly           # what ci/nightly.sh needs
#   ci/packages.sh test              # what ci/test.sh needs, which is more
#   ci/packages.sh test --check      # installs nothing, names what is missing
#
# Asks nothing, starts no service. Uses sudo only around apt-get, and only where the user is not root.
# Exit codes: 0 all packages are present, 2 they are not.
set -euo pipefail

list=$(dirname "${BASH_SOURCE[0]}")/packages.txt

die() {
  echo "ci/packages.sh: $1" >&2
  exit 2
}

# The packages of the group $1, one a line; the group test includes the group nightly.
wanted() {
  awk -v group="$1" '
    /^\[/ { reading = ($1 == "[" group "]" || (group == "test" && $1 == "[nightly]")); next }
    reading && NF && !/^#/ { print $1 }' "$list"
}

# Those of the packages "$@" that are not installed, on one line.
missing() {
  comm -13 <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p' | sort) <(printf '%s\n' "$@" | sort) | paste -sd' '
}

# apt-get as root, without questions; waits for another apt-get to end.
apt() {
  local root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "installing packages needs root or sudo"
    root=(sudo)
  fi
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# Debian's policy-rc.d keeps a package's service from being started at its installation (Chromium
# brings dbus along). It is there only while dpkg runs, and only where the machine has none of its own.
policy=/usr/sbin/policy-rc.d
policy_hooks=(
  -o "DPkg::Pre-Invoke::=[ -e $policy ] ||
      { printf '#!/bin/sh\n# attnwatch\nexit 101\n' >$policy && chmod 755 $policy; }"
  -o "DPkg::Post-Invoke::=! grep -qs '^# attnwatch' $policy || rm $policy"
)

install() {
  command -v apt-get >/dev/null || die "there is no apt-get here; install by hand: $*"
  echo "installing packages: $*"
  apt update || die "apt-get update failed (see above)"
  apt install "${policy_hooks[@]}" --yes --no-install-recommends "$@" || die "apt-get install failed (see above)"
}

main() {
  local group=${1:-} mode=${2:---install} packages absent
  case "$group $mode" in
    "nightly --install" | "test --install" | "nightly --check" | "test --check") ;;
    *) die "usage: ci/packages.sh nightly|test [--check]" ;;
  esac
  mapfile -t packages < <(wanted "$group")
  absent=$(missing "${packages[@]}")
  if [[ -z $absent ]]; then
    echo "all packages present"
  elif [[ $mode == --check ]]; then
    die "missing packages: $absent; install with: ci/packages.sh $group"
  else
    # shellcheck disable=SC2086  # one word a package
    install $absent
  fi
}

main "$@"
