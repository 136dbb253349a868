#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The trend in the bundle's nightly.sh, with the real attnwatch $1 and a stand-in that "measures" copies
# of one run, a night each: a creep is named and is no answer; what cannot be told changes nothing.
set -uo pipefail

attnwatch=$PWD/$1
bundle=$(mktemp -d "$TEST_TMPDIR/bundle.XXXXXX")
out=$bundle/out
mkdir -p "$bundle/bin" "$bundle/baselines/data" "$out"
cp ci/bundle/nightly.sh "$bundle/nightly.sh"
echo "commit 0123456789abcdef" >"$bundle/VERSION"
unset ATTNWATCH_PUSHGATEWAY ATTNWATCH_TEXTFILE GITHUB_ACTIONS GITHUB_STEP_SUMMARY

fail() {
  echo "FAIL: $1" >&2
  cat "$bundle/said" >&2
  exit 1
}

# A run of night $1 (a number) whose case head_dim=3 takes $2 nanoseconds, as the file $3.
write_run() {
  python3 - "$@" <<'END'
import datetime, json, random, sys
night, nanoseconds, path = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
scatter = random.Random(night)
def measurement(head_dim):
    median = nanoseconds if head_dim == 3 else 1e6
    median *= 1 + scatter.gauss(0, 0.002)
    visits = [{"round": r, "order": 0, "at_seconds": r, "flags": [],
               "seconds": [median * 1e-9 * (1 + scatter.gauss(0, 0.001)) for _ in range(10)]} for r in (1, 2)]
    return {"labels": {"kernel": "cublas", "head_dim": str(head_dim)}, "status": "ok", "reason": "",
            "flop_count": 1, "byte_count": 1, "visits": visits}
start = datetime.datetime(2026, 1, 1, 3) + datetime.timedelta(days=night)
run = {"schema_version": 1, "suite": "attention_score", "grid": "cpu", "id": f"night-{night}",
       "started_at": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "complete": True, "planted": False, "warnings": [],
       "environment": {"device_key": "gpu", "hard": {}, "soft": {"commit": f"{night:02}c0ffee{0:032}"}},
       "ceilings": [], "measurements": [measurement(head_dim) for head_dim in (1, 2, 3)]}
open(path, "w").write(json.dumps(run))
END
}

cat >"$bundle/bin/attention_score" <<'END'
#!/bin/bash
[[ $1 != --list_devices ]] || { echo 'cpu  cpu-some-8' && exit; }
for flag; do [[ $flag == --run_out=* ]] && cp "$NIGHT" "${flag#--run_out=}"; done
exit 0
END
# The night's verdict is another test's: it passes.
cat >"$bundle/bin/attnwatch" <<END
#!/bin/bash
[[ \$1 != figure && \$1 != compare ]] || exit 0
exec "$attnwatch" "\$@"
END
chmod +x "$bundle"/bin/*
export NIGHT=$bundle/night.json

nightly() {
  rm -rf "$out"/2*-01234567
  "$bundle/nightly.sh" --out="$out" >"$bundle/said" 2>&1
}

# The first night has no history, and passes.
write_run 0 1e6 "$NIGHT"
nightly || fail "the first night: exit code $?"
grep -q 'without any alarm\|too few nights' "$out"/*/trend.txt || fail "trend.txt of the first night"
grep -q '"alarms": \[\]' "$out"/*/trend.json || fail "trend.json of the first night"
grep -q 'attnwatch_trend_nights{.*} 1$' "$out"/*/metrics.prom || fail "no trend in metrics.prom"

# Forty nights; the last eight are 3 % slower.
for night in {1..40}; do
  mkdir -p "$out/night$night"
  write_run "$night" "$((night > 32 ? 1030000 : 1000000))" "$out/night$night/run.json"
done
write_run 41 1030000 "$NIGHT"
nightly
code=$?
((code == 3)) || fail "slower over the nights: exit code $code"
grep -q '^TREND: kernel=cublas/head_dim=3 on gpu: slower by +.*unconfirmed; confirm: ci/gate.sh' \
  "$bundle/said" || fail "the alarm is not named"
grep -q '"kind":"slower"' "$out"/2*/trend.json || fail "trend.json"
grep -q 'attnwatch_trend_change_ratio{.*head_dim="3".*} 0.0' "$out"/2*/metrics.prom || fail "metrics.prom"

# Where bundles are kept, that of the last good commit takes turns with this one; here it is not.
mkdir "$out/bundles"
nightly --device=cpu
code=$?
((code == 3)) || fail "without the bundle: exit code $code"
grep -q '^TREND: .*unconfirmed (no bundle .*/bundles/32c0ffee0*.tar.gz); confirm:' "$bundle/said" ||
  fail "the missing bundle is not named"

# An index that is no index: said, and the night passes; it is not replaced.
cp "$out/history.db" "$bundle/history.db"
rm -f "$out"/history.db-*
echo "no database" >"$out/history.db"
nightly || fail "a corrupt index: exit code $?"
grep -q 'there is no trend of this night' "$bundle/said" || fail "a corrupt index is not said"
[[ $(cat "$out/history.db") == "no database" ]] || fail "the index was touched"

# What cannot be written, as on a full disk: the alarm is named all the same, and the night passes.
cp "$bundle/history.db" "$out/history.db"
cat >"$bundle/bin/attnwatch" <<END
#!/bin/bash
[[ \$1 != figure && \$1 != compare ]] || exit 0
[[ \$1 != trend ]] || set -- "\${@/%\/trend.txt//run.json/trend.txt}"
exec "$attnwatch" "\$@"
END
nightly || fail "a full disk: exit code $?"
grep -q '^TREND: kernel=cublas/head_dim=3 on gpu' "$bundle/said" || fail "a full disk kept the alarm back"
grep -q 'there is no trend of this night' "$bundle/said" || fail "a full disk is not said"
