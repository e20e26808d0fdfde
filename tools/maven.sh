#!/usr/bin/env bash
#
# Maven at the root of this repository, run by a JDK 25 and with patience for a slow network: tools/maven.sh <arguments of mvn>.
# `make` and bin/sluice build through it; a bare `mvn` works as well and leaves only the check of the format out when it runs on
# an older JDK (docs/decisions/formatting-needs-the-jdk.md).

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

JAVA_HOME=$("$root/tools/find-jdk.sh")
export JAVA_HOME

if ! command -v mvn >/dev/null; then
  cat >&2 <<'MISSING'
Sluice is built by Maven, and there is no 'mvn' on the PATH.
Cure: apt-get install maven, dnf install maven, brew install maven, or https://maven.apache.org/install.html (3.8.6 or newer).
MISSING
  exit 1
fi

# Maven's own libraries use what JDK 25 warns about at every start; the warnings would bury ours.
export MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"

cd "$root"
# Two names for one thing: Maven 3.8's transport and that of 3.9 and later.
exec mvn --batch-mode --no-transfer-progress \
  -Dmaven.wagon.http.retryHandler.count=3 -Daether.connector.http.retryHandler.count=3 \
  -Dmaven.wagon.rto=60000 -Daether.connector.requestTimeout=60000 "$@"
