package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.DataplaneMain;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P9: bodies of any size pass through a process that could never hold one. */
final class SmallHeapTest {
  private static final long SIZE = 256L * 1024 * 1024;
  private static final int BLOCK = 64 * 1024;

  @TempDir Path directory;

  private Process start(ScriptedBackend backend) throws IOException {
    Config config = new Config().backend("b", backend.endpoint()).forward("r", "/", "b");
    EncodedSnapshot snapshot = config.snapshot();
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.write(
        state.resolve("last-good.json.gz"),
        PushCodec.encode(
            new PushMessage.FullSnapshot(
                Position.START, snapshot.version(), snapshot.sections(), config.endpoints())));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx40m",
            "-XX:MaxDirectMemorySize=24m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            DataplaneMain.class.getName()));
    command.addAll(
        List.of(
            "--data-plane",
            "test/plane",
            "--instance",
            "pod",
            "--config-service",
            "127.0.0.1:1",
            "--config-ca",
            directory.resolve("ca.pem").toString(),
            "--token",
            directory.resolve("token").toString(),
            "--state-dir",
            state.toString(),
            "--address",
            "127.0.0.1",
            "--status-port",
            "0",
            "--admin-port",
            "0",
            "--drain-delay",
            "0",
            "--access-log",
            "off"));
    return new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start();
  }

  private static void pump(Wire to) {
    byte[] block = new byte[BLOCK];
    for (long sent = 0; sent < SIZE; sent += BLOCK) {
      to.send(block);
    }
  }

  private static long count(Wire from) throws IOException {
    byte[] block = new byte[BLOCK];
    long count = 0;
    while (count < SIZE) {
      int read = from.readSome(block);
      if (read < 0) {
        break;
      }
      count += read;
    }
    return count;
  }

  @Test
  void aQuarterOfAGigabyteGoesUpAndDownThroughFortyMegabytes() throws Exception {
    AtomicLong uploaded = new AtomicLong();
    try (ScriptedBackend backend =
        ScriptedBackend.start(
            wire -> {
              for (var head = wire.requestHead(); head != null; head = wire.requestHead()) {
                if (head.startLine().startsWith("POST")) {
                  uploaded.set(count(wire));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                } else {
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                  pump(wire);
                }
              }
            })) {
      Process process = start(backend);
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        Matcher ready =
            Pattern.compile("ready http=(\\d+) .*").matcher(String.valueOf(out.readLine()));
        assertThat(ready.matches()).as(Files.readString(directory.resolve("stderr"))).isTrue();
        try (Wire client = Wire.connect(Integer.parseInt(ready.group(1)))) {
          client.send("POST /up HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + SIZE + "\r\n\r\n");
          pump(client);
          assertThat(client.response().text()).isEqualTo("ok");
          assertThat(uploaded).hasValue(SIZE);
          client.send("GET /down HTTP/1.1\r\nHost: a.test\r\n\r\n");
          assertThat(client.responseHead().status()).isEqualTo(200);
          assertThat(count(client)).isEqualTo(SIZE);
        }
        assertThat(process.isAlive()).isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(Files.readString(directory.resolve("stderr"))).doesNotContain("OutOfMemory");
    }
  }
}
