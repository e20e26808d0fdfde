#!/usr/bin/env bash
#
# Links a Java runtime with only the modules that Sluice needs: tools/java-runtime.sh <directory to make>. The image of
# tools/images.sh and the Dockerfile both use it. JAVA_HOME must be a JDK 25.

set -euo pipefail

out=${1:?usage: tools/java-runtime.sh <directory to make>}

# What `jdeps -s` finds in our classes and libraries, without java.desktop and java.sql, which Jackson, SnakeYAML and Undertow use
# only where they are there.
modules=(
  java.base
  java.logging
  java.management
  java.naming # Undertow and logback name its exceptions
  java.net.http
  java.security.jgss # Undertow's authentication, loaded with its handlers
  java.security.sasl
  java.xml
  jdk.management  # bytes allocated, CPU time and memory of the process, for the metrics
  jdk.unsupported # sun.misc.Unsafe of XNIO and JBoss Threads
)
# What nothing refers to by name, but what is looked up when it is needed.
modules+=(
  jdk.crypto.cryptoki # key stores in hardware
  jdk.net             # socket options beyond the standard, for instance TCP_USER_TIMEOUT's kin
  jdk.zipfs           # jars as file systems
)
# For whoever must look into a running pod: kubectl exec … /app/java/bin/jcmd 1 Thread.print.
modules+=(jdk.jcmd jdk.jfr)

rm -rf "$out"
mkdir -p "$(dirname "$out")"
"$JAVA_HOME/bin/jlink" --add-modules "$(
  IFS=,
  printf '%s' "${modules[*]}"
)" --no-header-files --no-man-pages --output "$out"

# The classes of the JDK, parsed once here instead of at each start; one archive belongs to one form of object headers.
"$out/bin/java" -XX:+UseCompactObjectHeaders -Xshare:dump -Xlog:disable -Xlog:all=error:stderr
