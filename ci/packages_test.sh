#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs ci/packages.sh where dpkg-query, apt-get and sudo are stand-ins that write down how they were
# called: which packages it finds missing, and that it installs these and no others.
set -euo pipefail

packages=$PWD/ci/packages.sh
fake=$(mktemp -d "$TEST_TMPDIR/fake.XXXXXX")
calls=$fake/calls
export PATH=$fake:$PATH

fail() {
  echo "FAIL: $1" >&2
  exit 1
}

stand_in() {
  printf '#!/bin/bash\n%s\n' "$2" >"$fake/$1"
  chmod +x "$fake/$1"
}

# dpkg-query knows what the file `installed` lists; apt-get install adds to it.
stand_in dpkg-query "sed 's/^/installed /' $fake/installed"
stand_in apt-get "
echo \"\$DEBIAN_FRONTEND \$*\" >>$calls
[[ ! -e $fake/broken ]] || exit 100
for argument; do [[ \$argument != *--* ]] && echo \"\$argument\" >>$fake/installed; done"
stand_in sudo 'exec "$@"'

sed -n '/^[a-z]/p' ci/packages.txt | grep -v -x -e clang-format -e libdnnl-dev >"$fake/installed"

# --check names them on one line, with exit code 2, and installs nothing.
code=0
said=$("$packages" test --check 2>&1) || code=$?
[[ $code == 2 ]] || fail "--check: exit code $code"
[[ $said == *"missing packages: clang-format libdnnl-dev; install with: ci/packages.sh test" ]] ||
  fail "--check said: $said"
[[ ! -e $calls ]] || fail "--check called apt-get"

# A package of the tests is not missing for nightly.
said=$("$packages" nightly --check 2>&1) && fail "libdnnl-dev was not missed"
[[ $said == *"missing packages: libdnnl-dev;"* ]] || fail "nightly --check said: $said"

# A failing apt-get is exit code 2 and one line that says which step.
touch "$fake/broken"
code=0
said=$("$packages" test 2>&1) || code=$?
[[ $code == 2 && $said == *"apt-get update failed"* ]] || fail "broken apt-get: $code, $said"
rm "$fake/broken" "$calls"

# It updates once, installs exactly these, without questions and without recommended packages.
"$packages" test >/dev/null
[[ $(grep -c '^noninteractive .* update$' "$calls") == 1 ]] || fail "apt-get update: $(cat "$calls")"
[[ $(tail -n 1 "$calls") == *" --yes --no-install-recommends clang-format libdnnl-dev" ]] ||
  fail "apt-get install: $(cat "$calls")"

# The second time there is nothing to do, and apt-get is not called at all.
rm "$calls"
[[ $("$packages" test) == "all packages present" ]] || fail "the second run installed again"
[[ ! -e $calls ]] || fail "the second run called apt-get"

# Anything else is a usage error.
code=0
"$packages" everything 2>/dev/null || code=$?
[[ $code == 2 ]] || fail "unknown group: exit code $code"
