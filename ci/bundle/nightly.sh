#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures the grid of this machine's best device, draws the figure, and judges the run against the
# accepted baseline of this kind of device.
#
#   ./nightly.sh                      # into out/<utc>-<commit>/ below the current folder
#   ./nightly.sh --out=DIR            # into DIR/<utc>-<commit>/
#   ./nightly.sh --baseline=PATH      # another folder of baselines, or one run.json
#   ./nightly.sh --tolerance=5%       # fail for what is slower than this, in this session too
#   ./nightly.sh --require-baseline   # exit with 3 where this device has no baseline yet
#   ./nightly.sh --keep_bundles=0     # keep no copy of this bundle (default: of the newest 30)
#   ./nightly.sh --grid=smoke         # any other flag goes to bin/attention_score (see its --help)
#
# Leaves run.json, google_benchmark.json, figure.svg and report.html, and in verdict/ what was judged:
# report.html, report.md, junit.xml, verdict.json. trend.txt and trend.json say what changed over the
# nights below --out, which are indexed in history.db there; what is open is named. A bundle of a clean
# commit is kept as bundles/<commit>.tar.gz there, so that a later night can let it take turns with its
# own. An interrupted run keeps what it has measured, and its figure. Where GITHUB_ACTIONS is true it prints annotations, too. What is slower than the baseline
# is `unconfirmed` (exit code 3) unless --tolerance is given: the baseline is of another session; so is
# what became slower over the nights. A trend that cannot be told does not change the exit code. Exit
# codes: 0 pass (also: no baseline yet), 1 regression, 4 cases are missing, failed or incorrect, 3 no
# answer, 2 usage or internal error; the worst of the steps, in the order 2 > 4 > 1 > 3 > 0.
set -uo pipefail

home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

usage() {
  sed -n '4,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

# The grid of the device that attention_score will choose with the flags "$@": a GPU if there is one.
# (Not grep -q: it may end before the program has said all, which would then fail.)
pick_grid() {
  if [[ " $* " != *" --device=cpu "* ]] &&
    "$home/bin/attention_score" --list_devices | grep '^[0-9]' >/dev/null; then
    echo figure
  else
    echo cpu
  fi
}

# The worst of the exit codes "$@". One that no program of ours returns (a crash) is an internal error.
worst() {
  local code candidate
  for code in "$@"; do
    [[ $code == [01234] ]] || { echo 2 && return; }
  done
  for candidate in 2 4 1 3; do
    for code in "$@"; do
      ((code != candidate)) || { echo "$code" && return; }
    done
  done
  echo 0
}

# Runs "$@" to its end, passing SIGINT and SIGTERM on to it. In a process group of its own (set -m):
# a terminal's ^C would otherwise reach it twice.
run() {
  local child signalled code
  set -m
  "$@" &
  child=$!
  set +m
  trap 'signalled=1; kill -INT "$child" 2>/dev/null' INT
  trap 'signalled=1; kill -TERM "$child" 2>/dev/null' TERM
  while :; do
    signalled=
    wait "$child"
    code=$?
    [[ -n $signalled ]] || break
  done
  trap - INT TERM
  # Ended by the signal itself: that is an interrupted run, and no crash.
  ((code == 130 || code == 143)) && code=3
  return "$code"
}

# Gives the run in folder $1, and its verdict if there is one, to Prometheus: always as metrics.prom
# beside it; $ATTNWATCH_TEXTFILE is another such file, for node_exporter; $ATTNWATCH_PUSHGATEWAY is the
# URL of a Pushgateway (attnwatch export --help names the other variables).
export_metrics() {
  local targets=(--textfile "$1/metrics.prom") code=0
  [[ -z ${ATTNWATCH_PUSHGATEWAY:-} ]] || targets+=(--push "$ATTNWATCH_PUSHGATEWAY")
  run "$home/bin/attnwatch" export "$1/run.json" "${targets[@]}" || code=$?
  if [[ -n ${ATTNWATCH_TEXTFILE:-} ]]; then
    run "$home/bin/attnwatch" export "$1/run.json" --textfile "$ATTNWATCH_TEXTFILE" ||
      code=$(worst "$code" $?)
  fi
  return "$code"
}

# The folder of this run: the UTC time and the first 8 digits of the commit.
run_folder() {
  echo "$1/$(date -u +%Y%m%dT%H%M%SZ)-$(sed -n 's/^commit \(.\{1,8\}\).*/\1/p' "$home/VERSION")"
}

# Judges the run in folder $1 against the baseline $2 with the flags "$@" after those.
judge() {
  local folder=$1 baseline=$2 code=0
  shift 2
  [[ ${GITHUB_ACTIONS:-} != true ]] || set -- "$@" --github
  run "$home/bin/attnwatch" compare "$baseline" "$folder/run.json" --out "$folder/verdict" "$@" ||
    code=$?
  if [[ -n ${GITHUB_STEP_SUMMARY:-} && -s $folder/verdict/report.md ]]; then
    cat "$folder/verdict/report.md" >>"$GITHUB_STEP_SUMMARY"
  fi
  return "$code"
}

# Adds the runs below $1 to their index, and says what changed over them on the device and grid of the
# run in folder $2. Returns 1 or 3 where something is slower; else 0, also where there is no trend to
# be had (one night, an unreadable index, a full disk): the night's own verdict stands. Where $1/bundles
# has the bundle of the last good commit, that one and this one take turns on what is slower. More flags
# "$@" are for the gate.
trend() {
  local parent=$1 folder=$2 code=0 confirm=() flag
  shift 2
  if [[ -d $parent/bundles ]]; then
    confirm=(--confirm "$home" --bundles "$parent/bundles")
    for flag in "$@"; do confirm+=("--gate_flag=$flag"); done
  fi
  # What it cannot read, it says; the others are indexed.
  run "$home/bin/attnwatch" history index "$parent" --db "$parent/history.db" >/dev/null || true
  run "$home/bin/attnwatch" trend --db "$parent/history.db" --run "$folder/run.json" \
    --baselines "$home/baselines/data" --json "$folder/trend.json" --text "$folder/trend.txt" \
    --html "$folder/trend.html" "${confirm[@]}" || code=$?
  case $code in
    0 | 1 | 3) return "$code" ;;
  esac
  echo "nightly.sh: there is no trend of this night (attnwatch trend: exit code $code);" \
    "its own verdict stands" >&2
  return 0
}

# Keeps this bundle as $1/<commit>.tar.gz, and the newest $2 of those. Not where its sources were changed:
# its commit would not say what was measured.
keep_bundle() {
  local bundles=$1 most=$2 commit file partial
  commit=$(sed -n 's/^commit \([0-9a-f]\{40\}\)$/\1/p' "$home/VERSION")
  [[ -n $commit ]] && grep -qx 'dirty false' "$home/VERSION" || return 0
  ((most > 0)) || return 0
  file=$bundles/$commit.tar.gz
  mkdir -p "$bundles" || return
  if [[ -s $file ]]; then
    touch "$file" || return
  else
    partial=$(mktemp "$bundles/.keeping-XXXXXX") || return
    # What is in a bundle, and not the results that somebody keeps beside it.
    if ! (cd "$home" && shopt -s nullglob && tar -cf - --transform 's,^,attnwatch-runner/,' \
      VERSION bin lib tests baselines ./*.sh ./*.md ./*.json ./*.txt) | gzip >"$partial" ||
      ! chmod 644 "$partial" || ! mv "$partial" "$file"; then
      rm -f "$partial"
      return 1
    fi
  fi
  # Those of people under other names stay.
  find "$bundles" -maxdepth 1 -type f -printf '%T@ %f\n' | grep -E ' [0-9a-f]{40}\.tar\.gz$' | sort -rn |
    tail -n "+$((most + 1))" | cut -d' ' -f2 | (cd "$bundles" && xargs -r rm -f)
  find "$bundles" -maxdepth 1 -name '.keeping-*' -mmin +60 -delete # of one that was killed
}

main() {
  local parent=out bundles_most=30 flags=() argument folder code=0 figure_code=0 verdict_code=0 trend_code=0
  local baseline=$home/baselines/data judging=() device=()
  local grid=("--grid=$(pick_grid "$@")")
  for argument in "$@"; do
    case $argument in
      --out=*) parent=${argument#--out=} ;;
      --help | -h) usage && return 0 ;;
      --baseline=*) baseline=${argument#--baseline=} ;;
      --tolerance=* | --require-baseline) judging+=("$argument") ;;
      # These measure nothing, so that there is nothing to keep.
      --list | --list_devices | --dry_run | --version) exec "$home/bin/attention_score" "$@" ;;
      --keep_bundles=*) bundles_most=${argument#*=} ;;
      --grid | --grid=*) grid=() flags+=("$argument") ;;
      --device=*) device=("$argument") flags+=("$argument") ;;
      *) flags+=("$argument") ;;
    esac
  done

  if [[ ! $bundles_most =~ ^[0-9]{1,4}$ ]]; then
    echo "nightly.sh: --keep_bundles must be a number, is \"$bundles_most\"" >&2
    return 2
  fi
  folder=$(run_folder "$parent")
  mkdir -p "$parent" && mkdir "$folder" || return 2
  run "$home/bin/attention_score" "${grid[@]}" --run_out="$folder/run.json" \
    --benchmark_out="$folder/google_benchmark.json" "${flags[@]}" || code=$?
  if [[ -s $folder/run.json ]]; then
    run "$home/bin/attnwatch" figure "$folder/run.json" --out "$folder" || figure_code=$?
    judge "$folder" "$baseline" "${judging[@]}" || verdict_code=$?
    trend "$parent" "$folder" "${device[@]}" || trend_code=$?
    keep_bundle "$parent/bundles" "$((10#$bundles_most))" ||
      echo "nightly.sh: this bundle is not kept in $parent/bundles" >&2
    echo "results: $folder"
    export_metrics "$folder" || code=$(worst "$code" $?)
  else
    rmdir "$folder" 2>/dev/null
    if ((code == 0)); then
      echo "nightly.sh: attention_score passed, but left no run.json" >&2
      code=2
    fi
  fi
  return "$(worst "$code" "$figure_code" "$verdict_code" "$trend_code")"
}

main "$@"
