#!/usr/bin/env bash
# usage: run.sh [seconds=290], beside attnwatch-runner.tar.gz and probe (nvcc of probe.cu); logs go to $OUT
# Every step under timeout -s KILL, all within the given seconds. What hangs or fails is left out of the timing.
set -u
H=$(cd "$(dirname "$0")" && pwd); LIMIT=${1:-290}
O=${OUT:-/tmp/out}; mkdir -p "$O"; PATH=$PATH:/usr/local/cuda/bin
W=$(mktemp -d); tar xzf "$H/attnwatch-runner.tar.gz" -C "$W" && cd "$W/attnwatch-runner" || exit 2
left() { echo $((LIMIT - SECONDS)); }
lim() { local l; l=$(left); ((l < 3)) && l=3; (($1 < l)) && l=$1; timeout -s KILL "$l" "${@:2}"; }
cat VERSION; nvidia-smi --query-gpu=name,driver_version,clocks.max.sm --format=csv,noheader
echo "=== 0 probe ($SECONDS s)"; cp "$H/probe" "$W/probe"; chmod +x "$W/probe"
lim 60 "$W/probe" >"$O/probe.log" 2>&1; grep -vE '^PASS' "$O/probe.log"; grep -c '^PASS' "$O/probe.log"; echo "PASSED CAUSE: $(grep -c '^PASS CAUSE' "$O/probe.log")"
ok=()
for k in flat_packed flat_packed_pair flat_ring flat_ring_pair; do
  echo "=== 1 correct: $k ($SECONDS s)"
  lim 25 tests/device_kernels_test --gtest_filter="*/${k}_float16_tn:*/${k}_bfloat16_tn" >"$O/correct_$k.log" 2>&1; c=$?
  grep -hE '^\[  (PASSED|FAILED)|Failure$|should be|exception|row [0-9]+' "$O/correct_$k.log" | sort | uniq -c | sort -rn | head -6
  if ((c == 0)); then ok+=("$k"); else echo "exit $c (137: hung)"; fi
done
echo "right: ${ok[*]:-none}"
if ((${#ok[@]})); then
  echo "=== 2 speed ($SECONDS s)"; ks=cublas,cublaslt_best,padded,$(IFS=,; echo "${ok[*]}")
  lim 110 bin/attention_score --grid=figure --kernels="$ks" --rounds=2 --launches=3 \
    --head_dim=341,65,1,128,257,33,127,8,192,64,16,255,3,96,320,300,72,200,160,129,224,256,31,48 --budget=95s \
    --run_out="$O/flat.json" >"$O/bench.log" 2>&1; echo "exit $?"; tail -3 "$O/bench.log"
  python3 - "$O/flat.json" "$ks" <<'P'
import json,sys,statistics as st,math
ms={}; bad=set()
for m in json.load(open(sys.argv[1]))["measurements"]:
    l=m["labels"]; s=[x for v in m.get("visits",[]) if v["round"]>0 for x in v["seconds"]] or [x for v in m.get("visits",[]) for x in v["seconds"]]
    k=(int(l["head_dim"]),l["kernel"])
    if s: ms[k]=(st.median(s)*1e3,m.get("floor_seconds",0)*1e3)
    elif m["status"]!="unsupported": bad.add((l["kernel"],m["status"],m.get("reason","")[:90]))
ks=sys.argv[2].split(",")
print("  d floor | "+" ".join(f"{k[:12]:>12}" for k in ks))
g={k:[] for k in ks}
for d in sorted({k[0] for k in ms}):
    fl=max(v[1] for k,v in ms.items() if k[0]==d)
    row=[]
    for k in ks:
        if (d,k) in ms and fl: f=fl/ms[d,k][0]; g[k].append(math.log(f)); row.append(f"{ms[d,k][0]:7.3f} {f:.2f}")
        else: row.append(f"{'-':>12}")
    print(f"{d:3} {fl:.3f} | "+" ".join(row))
print("geomean   | "+" ".join(f"{math.exp(sum(g[k])/len(g[k])):12.3f}" if g[k] else f"{'-':>12}" for k in ks))
for b in sorted(bad): print("NOT OK:",*b)
P
fi
for k in "${ok[@]}"; do (($(left) < 45)) && break
  echo "=== 3 shapes: $k ($SECONDS s)"
  lim 40 tests/device_shapes_test --gtest_filter="*/${k}_float16" >"$O/shapes_$k.log" 2>&1; c=$?
  grep -hE '^\[  (PASSED|FAILED)|Failure$|exception' "$O/shapes_$k.log" | sort | uniq -c | sort -rn | head -6; ((c)) && echo "exit $c (137: out of time)"
done
if (($(left) > 30)); then
  echo "=== 4 memcheck ($SECONDS s)"
  for k in flat_packed flat_ring; do
    lim 25 compute-sanitizer --tool=memcheck --error-exitcode=9 tests/device_kernels_test --gtest_filter="*KnownScores/${k}_float16_tn:*Awkward*/${k}_float16_tn" >"$O/memcheck_$k.log" 2>&1; echo "$k exit $?"
    grep -E '=====.*(Illegal|Invalid|ERROR| at )' "$O/memcheck_$k.log" | head -5
  done
fi
best=flat_packed; [[ " ${ok[*]} " == *" flat_ring_pair "* ]] && best=flat_ring_pair
for d in 341 128 65; do (($(left) < 25)) && break
  lim 25 ncu --clock-control none -k regex:FlatHopper -s 1 -c 1 --section SpeedOfLight --section MemoryWorkloadAnalysis --section WarpStateStats \
    bin/attention_score --grid=figure --kernels=$best --head_dim=$d --rounds=1 --launches=1 --settle=0s >"$O/ncu_$d.txt" 2>&1
  echo "=== 5 ncu $best d=$d ($SECONDS s)"; grep -hE 'Throughput|Duration|L2 Hit|Bank|ERR' "$O/ncu_$d.txt" | head -14
done
cuobjdump --dump-sass bin/attention_score -arch sm_90a 2>/dev/null | awk '/Function :/{f=($0~/FlatHopper.*half.*Li1ELb1/)} f' | gzip >"$O/hopper.sass.gz"
zcat "$O/hopper.sass.gz" | grep -oE 'HGMMA[.A-Z0-9x]*|UTMALDG[.A-Z0-9]*|UTMASTG[.A-Z0-9]*|USETMAXREG[.A-Z_]*|LDL|STL|LDG[.A-Z0-9]*|STG[.A-Z0-9]*|STS\.128' | sort | uniq -c
echo "=== done in $SECONDS s; logs in $O"
