#!/usr/bin/env bash
#
# All tests, and a summary that says what ran and what did not: tools/test.sh [arguments for Maven]. In CI (the variable CI is
# set) nothing may be left out: a real part that is missing is a failure there, and elsewhere a loud notice.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

started=$SECONDS
notices=()

notice() { # notice <line>...
  printf '\n!! %s' "$@" >&2
  printf '\n\n' >&2
  notices+=("$1")
}

missing_part() { # missing_part <what> <cure>
  if [[ -n ${CI:-} ]]; then
    printf '%s\n%s\nCI is set, and in CI these tests must run.\n' "$1" "$2" >&2
    exit 1
  fi
  notice "$1" "$2"
}

printf '== 1/3 the real parts\n'
tools/find-jdk.sh >/dev/null
if kube_dir=$(tools/kube-tools.sh --print-dir); then
  export KUBE_API_TEST_DIR=$kube_dir
  printf 'API server: %s\n' "$kube_dir"
else
  status=$?
  if ((status == 3)); then
    missing_part "The tests against a real API server are SKIPPED: they build it with Go, and Go is missing." \
      "Cure: install Go (https://go.dev/doc/install), put it on the PATH, and run this again."
  else
    exit "$status"
  fi
fi

if oidc_dir=$(tools/oidc-provider.sh --print-dir); then
  export OIDC_PROVIDER_DIR=$oidc_dir
  printf 'OpenID Connect provider: %s\n' "$oidc_dir"
else
  status=$?
  if ((status == 3)); then
    missing_part "The tests of logins against a real provider are SKIPPED: it runs on Node.js, which is missing." \
      "Cure: install Node.js 20 or newer with npm, put it on the PATH, and run this again."
  else
    exit "$status"
  fi
fi

# Counted system calls need strace, pods with addresses of their own need ip, the commands that `make run` prints need curl; Redis with
# TLS needs an installed one, what comes in a jar has none; logins are tried in a browser.
for need in strace:strace ip:iproute2 curl:curl redis-server:redis-server chromium:chromium; do
  if ! command -v "${need%%:*}" >/dev/null && ((EUID == 0)) && command -v apt-get >/dev/null; then
    printf 'installing %s, which tests need\n' "${need#*:}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${need#*:}" >/dev/null 2>&1 </dev/null ||
      { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${need#*:}"; } >/dev/null 2>&1 </dev/null || true
  fi
  if ! command -v "${need%%:*}" >/dev/null; then
    missing_part "There is no '${need%%:*}': the tests that need it are SKIPPED." "Cure: install the package ${need#*:}."
  fi
done

printf '\n== 2/3 build and tests of every module\n'
marker=$(mktemp)
trap 'rm -f "$marker"' EXIT
result=0
# Two processes share the tests of a module, for most tests wait: for an API server, or for a time to pass. Elsewhere than in CI two
# modules are under way at a time, too; CI wants less noise.
how=(--threads 2 -Dtest.forks=2)
if [[ -n ${CI:-} ]]; then
  # A test that fails and then passes is told below and mended by whoever reads it; it does not hold up others. Four of them in
  # one module are no accident.
  how=(--threads 1 -Dtest.forks=2)
  for plugin in surefire failsafe; do
    how+=("-D$plugin.rerunFailingTestsCount=1" "-D$plugin.failOnFlakeCount=4")
  done
fi
tools/maven.sh verify --fail-at-end "${how[@]}" "$@" </dev/null || result=$?

printf '\n== 3/3 summary after %d min %d s\n' "$(((SECONDS - started) / 60))" "$(((SECONDS - started) % 60))"
# One line a module from the reports that this run wrote.
find . -path '*/target/*-reports/TEST-*.xml' -newer "$marker" -print0 | sort -z |
  xargs -0 -r awk '
    /<testsuite / && FNR < 6 {
      split(FILENAME, path, "/"); module = path[2]
      if (!(module in tests)) { order[++n] = module }
      if (match($0, / tests="[0-9]+"/))    tests[module]  += substr($0, RSTART + 8, RLENGTH - 9)
      if (match($0, / errors="[0-9]+"/))   bad[module]    += substr($0, RSTART + 9, RLENGTH - 10)
      if (match($0, / failures="[0-9]+"/)) bad[module]    += substr($0, RSTART + 11, RLENGTH - 12)
      if (match($0, / skipped="[0-9]+"/))  skipped[module] += substr($0, RSTART + 10, RLENGTH - 11)
      next
    }
    /<testcase / {
      match($0, / name="[^"]*"/); name = substr($0, RSTART + 7, RLENGTH - 8)
      match($0, / classname="[^"]*"/); name = substr($0, RSTART + 12, RLENGTH - 13) "." name
    }
    /^ *<(failure|error)[ >]/ && name != ""         { told[++k] = "FAILED: " name; name = "" }
    /^ *<flaky(Failure|Error)[ >]/ && name != ""    { told[++k] = "UNSTEADY: it failed and then passed: " name; name = "" }
    END {
      for (i = 1; i <= n; i++) {
        m = order[i]; t += tests[m]; b += bad[m]; s += skipped[m]
        printf "%-12s %5d tests, %d failed, %d skipped\n", m, tests[m], bad[m], skipped[m]
      }
      printf "%-12s %5d tests, %d failed, %d skipped\n", "all", t, b, s
      for (i = 1; i <= k; i++) print told[i]
    }'
for line in ${notices[@]+"${notices[@]}"}; do printf '!! %s\n' "$line"; done
if ((result == 0)); then printf 'PASSED\n'; else printf 'FAILED: see the first ERROR above\n'; fi
exit "$result"
