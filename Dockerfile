# syntax=docker/dockerfile:1
#
# One image for the operator, the data plane and the sluice command: `docker build --tag sluice .`, then
#   docker run --rm sluice version
#   docker run --rm --publish 8080:8080 --volume ./my-routes:/routes:ro sluice run /routes
# `make images` builds nearly the same as a tar with no Docker and no registry.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# The tests are not part of the image's build: CI runs them.
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --quiet package --projects cli --also-make \
      -Dmaven.test.skip=true -Dspotless.check.skip=true \
 && mkdir /app \
 && cp --recursive cli/target/sluice.jar cli/target/lib /app/ \
 && tools/java-runtime.sh /app/java
# Trained where it will run: the cache of loaded and linked classes is bound to these jars at these paths.
RUN tools/aot-cache.sh /app

FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=build /app /app
USER 65532:65532
WORKDIR /tmp
# Ports of the data plane (HTTP, HTTPS, health) and of the operator (health, config service).
EXPOSE 8080 8443 9902 8081 9443
# Keep in step with cli/pom.xml. Everything the programs write goes to /tmp and, for data planes, to their --state-dir.
ENTRYPOINT ["/app/java/bin/java", "-XX:AOTCache=/app/sluice.aot", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData", "-XX:MetaspaceSize=96m", "-XX:+ExitOnOutOfMemoryError", "-Xss512k", "--enable-native-access=ALL-UNNAMED", "-cp", "/app/sluice.jar", "dev.sluice.cli.ImageMain"]
