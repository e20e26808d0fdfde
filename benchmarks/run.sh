#!/usr/bin/env bash
#
# Benchmarks, one after the other, with their results in benchmarks/results: benchmarks/run.sh [NAME]...
#
#   bare            CPU, system calls and bytes per request against nginx, HAProxy and stock Undertow   5 minutes
#   open            latency at 8,000 and 20,000 requests a second, from the intended start              4 minutes
#   policies        all policies of a backend against none                                              3 minutes
#   access          tokens against none and against HAProxy, and while an issuer misbehaves            10 minutes
#   limits          a limit against none, and everything together against nginx and HAProxy             4 minutes
#   redis           a limit in Redis: its cost, its latency, and Redis lost                             5 minutes
#   exactness       three data planes and one Redis: how many pass in a minute                          6 minutes
#   limit-counters  the counters of limits alone, at 1 and 16 threads (JMH)                             3 minutes
#   limit-memory    ten million keys of fifty limits in a heap of 256 MiB                               1 minute
#   profile         where the time of a request goes                                                    1 minute
#   start           start to the first answer, and memory at rest and after an upload                   1 minute
#   change          a change of a route until two data planes serve it, with 1,000 in place             3 minutes
#   adding          1,000 routes added one by one under load                                            4 minutes
#   compile         5,000 routes, and one of them that changed                                          3 minutes
#   match           the rule of a request among 10 to 10,000 routes (JMH)                               6 minutes
#   soak            memory under mixed load and changes: 30 minutes, or $SOAK_MINUTES; only if asked for
#
# More rounds or virtual machines: $BENCH_OPTIONS, e.g. BENCH_OPTIONS='--instances 3' benchmarks/run.sh bare.
# A machine that does nothing else gives the best figures; CPU per request is the one that noise spares.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
results=benchmarks/results
mkdir -p "$results"
wanted=("$@")
((${#wanted[@]})) || wanted=(bare open policies access limits redis exactness limit-counters limit-memory profile start change adding compile match)

need() { # need <program> <package>
  command -v "$1" >/dev/null && return
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    printf 'installing %s\n' "$2" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$2"; } >/dev/null 2>&1 </dev/null || true
  fi
  command -v "$1" >/dev/null || { printf 'There is no %s. Cure: install the package %s.\n' "$1" "$2" >&2; exit 1; }
}

measured() { # measured <script> <page> [<option>...]: a goal that is missed is told, and the others are measured all the same
  local more=()
  read -r -a more <<<"${BENCH_OPTIONS:-}"
  PYTHONDONTWRITEBYTECODE=1 "benchmarks/$1" --out "$results/$2" "${@:3}" "${more[@]}" || missed+=("$1")
}

machine() {
  printf '%s\n' "- $(date -u +%F), $(nproc) cores ($(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo)), Linux $(uname -r)"
  printf '%s\n' "- $("$(tools/find-jdk.sh)/bin/java" -version 2>&1 | sed -n 2p)"
  printf '%s\n' "- revision $(git rev-parse --short HEAD)"
}

judged() { # judged <name> <page>: closes a page that was put together here with whether its goals are met, and shows it
  PYTHONDONTWRITEBYTECODE=1 benchmarks/verdicts.py "$1" "$results/$2" || missed+=("$1")
  cat "$results/$2"
}

whole_system() { # whole_system <benchmark in e2e>
  need ip iproute2
  KUBE_API_TEST_DIR=$(tools/kube-tools.sh --print-dir)
  export KUBE_API_TEST_DIR
  tools/maven.sh --quiet verify --projects e2e --also-make -Dspotless.check.skip=true -Dtest=none \
    -Dsurefire.failIfNoSpecifiedTests=false "-Dit.test=$1" -Dfailsafe.failIfNoSpecifiedTests=false </dev/null
}

compile_routes() { # compile_routes <argument>...
  "$(tools/find-jdk.sh)/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" dev.sluice.benchmarks.CompileRoutes "$@" |
    grep -v ' INFO '
}

missed=()
for each in "${wanted[@]}"; do
  printf '== %s\n' "$each"
  case $each in
    bare)
      need nginx nginx; need wrk wrk; need strace strace; need haproxy haproxy
      measured bare-proxy.py bare-proxy.md
      ;;
    open)
      need nginx nginx; need wrk wrk; need haproxy haproxy
      measured open-loop.py open-loop.md
      ;;
    policies)
      need nginx nginx; need wrk wrk
      measured policies.py policies.md
      ;;
    access)
      need nginx nginx; need wrk wrk; need haproxy haproxy
      measured access.py access.md
      ;;
    redis)
      need nginx nginx; need wrk wrk; need redis-server redis-server
      measured redis-limits.py redis-limits.md
      ;;
    limits)
      need nginx nginx; need wrk wrk; need haproxy haproxy; need redis-server redis-server
      measured limits.py limits.md
      ;;
    profile)
      need nginx nginx; need wrk wrk
      measured profile.py profile.md
      ;;
    soak)
      need nginx nginx; need wrk wrk
      measured soak.py soak.md --minutes "${SOAK_MINUTES:-30}"
      ;;
    start)
      bin/sluice version >/dev/null
      figures=$(benchmarks/start-and-memory.py)
      {
        printf '# Start-up and memory of sluice run\n\nDefault settings of bin/sluice, by benchmarks/start-and-memory.py.\n\n'
        machine
        printf '\n```\n%s\n```\n' "$figures"
      } >"$results/start-and-memory.md"
      judged start start-and-memory.md
      ;;
    change)
      whole_system ChangeLatencyBench
      {
        printf '# A change of a route, until it is served\n\nA real API server, one operator, two data planes in network '
        printf 'namespaces, all on this machine; by ChangeLatencyBench.\n\n'
        machine
        printf '\n```\n'
        cat benchmarks/target/change-latency.txt
        printf '```\n'
      } >"$results/change-latency.md"
      judged change change-latency.md
      ;;
    adding)
      whole_system AddingRoutesBench
      {
        printf '# Routes added one by one under load\n\nA real API server, one operator, two data planes in network namespaces, a '
        printf 'backend and the load, all on this machine; by AddingRoutesBench.\n\n'
        machine
        printf '\n```\n'
        cat benchmarks/target/adding-routes.txt
        printf '```\n'
      } >"$results/adding-routes.md"
      judged adding adding-routes.md
      ;;
    compile)
      tools/maven.sh --quiet dependency:build-classpath --projects benchmarks --also-make -Dmdep.outputFile=target/classpath.txt \
        test-compile -Dspotless.check.skip=true </dev/null
      {
        printf '# Compiling 5,000 routes, and changing one of them\n\n'
        printf 'By CompileRoutes; flags: -XX:+UseSerialGC -Xmx1g. "cold" is the first compile of a virtual machine.\n\n'
        machine
        printf '\n```\n'
        for _ in 1 2 3 4 5; do compile_routes cold 5000; done
        compile_routes change 5000 500
        compile_routes change 1000 500
        printf '```\n'
      } >"$results/compile.md"
      judged compile compile.md
      ;;
    limit-memory)
      tools/maven.sh --quiet dependency:build-classpath --projects benchmarks --also-make -Dmdep.outputFile=target/classpath.txt \
        test-compile -Dspotless.check.skip=true </dev/null
      {
        printf '# Ten million keys\n\nFifty limits and ten million keys, of which one in a thousand is over its limit, in a heap of 256 MiB;\n'
        printf 'by LimitMemory; flags: -XX:+UseSerialGC -Xmx256m.\n\n'
        machine
        printf '\n```\n'
        "$(tools/find-jdk.sh)/bin/java" -XX:+UseSerialGC -Xmx256m \
          -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" dev.sluice.benchmarks.LimitMemory
        printf '```\n'
      } >"$results/limit-memory.md"
      cat "$results/limit-memory.md"
      ;;
    exactness)
      need nginx nginx; need redis-server redis-server
      PYTHONDONTWRITEBYTECODE=1 benchmarks/exactness.py --out "$results/limit-exactness.md" || missed+=(exactness.py)
      ;;
    limit-counters)
      jdk=$(tools/find-jdk.sh)
      tools/maven.sh --quiet dependency:build-classpath --projects benchmarks --also-make -Dmdep.outputFile=target/classpath.txt \
        test-compile -Dspotless.check.skip=true </dev/null
      for threads in 1 16; do
        "$jdk/bin/java" -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" org.openjdk.jmh.Main \
          LimitCounterBench -f 1 -wi 3 -w 1 -i 5 -r 1 -t "$threads" -prof gc -rf csv \
          -rff "benchmarks/target/limit-counters-$threads.csv" >&2
      done
      {
        printf '# Counters of limits\n\nJMH, by LimitCounterBench: the time, the counter of a key, and to take one. Time is for each of the threads, which '
        printf 'share the cores: 16 threads on 2 cores take 8 times as long with nothing in their way. Of a limit of 100 nearly all are refused.\n\n'
        machine
        printf '\n| benchmark | threads | keys | kind | limit | time | unit | B/op |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n'
        benchmarks/jmh-table.py --threads benchmarks/target/limit-counters-1.csv benchmarks/target/limit-counters-16.csv
      } >"$results/limit-counters.md"
      judged limit-counters limit-counters.md
      ;;
    match)
      jdk=$(tools/find-jdk.sh)
      tools/maven.sh --quiet dependency:build-classpath --projects benchmarks --also-make -Dmdep.outputFile=target/classpath.txt \
        test-compile -Dspotless.check.skip=true </dev/null
      "$jdk/bin/java" -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" org.openjdk.jmh.Main \
        RouteMatchBench -f 1 -wi 3 -w 1 -i 5 -r 1 -prof gc -rf csv -rff benchmarks/target/route-match.csv >&2
      {
        printf '# From a request to its rule\n\nJMH, by RouteMatchBench: `match` finds the rule of a request, `change` builds '
        printf 'the table after a change of one route.\n\n'
        machine
        printf '\n| benchmark | routes differ by | routes | time | unit | B/op |\n| --- | --- | --- | --- | --- | --- |\n'
        benchmarks/jmh-table.py benchmarks/target/route-match.csv
      } >"$results/route-match.md"
      judged match route-match.md
      ;;
    *)
      printf 'usage: benchmarks/run.sh [bare|open|policies|access|limits|redis|exactness|limit-counters|profile|soak|start|change|adding|compile|match]...\n' >&2
      exit 2
      ;;
  esac
done
((${#missed[@]} == 0)) || { printf 'goals missed or not measured: %s\n' "${missed[*]}" >&2; exit 1; }
