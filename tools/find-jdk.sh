#!/usr/bin/env bash
#
# Prints the home directory of a JDK 25 on this machine, or says what is missing and how to get it (exit 1). Sluice is built and
# run by Java 25, whichever `java` comes first on the PATH. Looks at SLUICE_JAVA_HOME, JAVA_HOME, the PATH, and then at the
# places where package managers put JDKs; of several the first in that order.

set -euo pipefail

readonly WANTED=25

seen=:
looked_at=()

version_of() { # version_of <home>: "25.0.1", from the file that every JDK carries; no JVM is started
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line == JAVA_VERSION=* ]]; then
      line=${line#JAVA_VERSION=}
      printf '%s' "${line//\"/}"
      return
    fi
  done <"$1/release"
}

try() { # try <directory>: prints it and ends when it is the JDK that we want
  local home=$1 version
  if [[ ! -r $home/release && -r $home/Contents/Home/release ]]; then home=$home/Contents/Home; fi # macOS bundles
  [[ -r $home/release && -x $home/bin/java ]] || return 0
  home=$(cd "$home" && pwd -P)
  if [[ $seen == *":$home:"* ]]; then return 0; fi
  seen+=$home:
  version=$(version_of "$home")
  if [[ $version != "$WANTED" && $version != "$WANTED".* && $version != "$WANTED"[-+]* ]]; then
    looked_at+=("$home: Java $version")
  elif [[ ! -x $home/bin/javac ]]; then
    looked_at+=("$home: Java $version, but only a runtime without the compiler javac")
  else
    printf '%s\n' "$home"
    exit 0
  fi
}

for home in "${SLUICE_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
  if [[ -n $home ]]; then try "$home"; fi
done
if [[ -n ${SLUICE_JAVA_HOME:-} ]]; then
  printf 'SLUICE_JAVA_HOME is %s, and there is no JDK %s in it.\n' "$SLUICE_JAVA_HOME" "$WANTED" >&2
  exit 1
fi
if java=$(command -v java 2>/dev/null); then
  java=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
  try "${java%/bin/java}"
fi
if [[ -x /usr/libexec/java_home ]]; then # macOS
  if home=$(/usr/libexec/java_home -v "$WANTED" 2>/dev/null); then try "$home"; fi
fi
shopt -s nullglob
for home in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/*java* /opt/java/* /Library/Java/JavaVirtualMachines/* \
  "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
  "${HOME:-/nonexistent}"/.asdf/installs/java/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
  /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk*; do
  try "$home"
done

{
  printf 'Sluice needs a JDK %s, and none was found on this machine.\n' "$WANTED"
  if ((${#looked_at[@]} > 0)); then
    printf 'Found instead:\n'
    printf '  %s\n' "${looked_at[@]}"
  fi
  cat <<CURE
Cure, one of:
  Debian, Ubuntu     apt-get install openjdk-$WANTED-jdk-headless   (or temurin-$WANTED-jdk from https://adoptium.net/installation)
  Fedora, RHEL       dnf install java-$WANTED-openjdk-devel
  macOS              brew install openjdk@$WANTED
  anywhere           sdk install java $WANTED-tem   (https://sdkman.io)
If one is installed in an unusual place, name it: export JAVA_HOME=/path/to/jdk-$WANTED
CURE
} >&2
exit 1
