package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as a pod runs it, with the operator away. */
final class DataplaneProcessTest {
  @TempDir Path directory;

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DataplaneMain.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start();
  }

  private Process serving(ScriptedBackend backend) throws IOException {
    Config config = new Config().backend("b", backend.endpoint()).forward("r", "/", "b");
    EncodedSnapshot snapshot = config.snapshot();
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.write(
        state.resolve("last-good.json.gz"),
        PushCodec.encode(
            new PushMessage.FullSnapshot(
                Position.START, snapshot.version(), snapshot.sections(), config.endpoints())));
    return start(
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
        "off");
  }

  /** The port of the listener, once the process says that it serves. */
  private static int awaitReady(BufferedReader out) throws IOException {
    String line = out.readLine();
    assertThat(line).isNotNull();
    Matcher ready =
        Pattern.compile("ready http=(\\d+) admin=\\d+ version=sha256:[0-9a-f]{64}").matcher(line);
    assertThat(ready.matches()).as(line).isTrue();
    return Integer.parseInt(ready.group(1));
  }

  private static BufferedReader output(Process process) {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  @Test
  void itServesFromItsOwnDiskAndSigtermLetsRequestsFinish() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ScriptedBackend backend =
        ScriptedBackend.start(
            wire -> {
              wire.request();
              arrived.countDown();
              if (release.await(30, TimeUnit.SECONDS)) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
              }
            })) {
      Process process = serving(backend);
      try (BufferedReader out = output(process)) {
        int port = awaitReady(out);
        try (Wire client = Wire.connect(port)) {
          client.send(request("GET", "/"));
          assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
          process.destroy();
          assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
          release.countDown();
          assertThat(client.response().text()).isEqualTo("slow");
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (ScriptedBackend silent = ScriptedBackend.start(wire -> wire.awaitEnd())) {
      Process process = serving(silent);
      try (BufferedReader out = output(process);
          Wire client = Wire.connect(awaitReady(out))) {
        client.send(request("GET", "/"));
        org.awaitility.Awaitility.await()
            .atMost(20, TimeUnit.SECONDS)
            .until(() -> silent.accepted() == 1);
        process.destroy();
        // Two signals at once would be one.
        org.awaitility.Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> Files.readString(directory.resolve("stderr")).contains("draining"));
        assertThat(process.isAlive()).isTrue();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void argumentsThatCannotBeUsedEndItWith2() throws Exception {
    Process process = start("--data-plane", "x");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("stderr")))
        .contains("--data-plane x: must be NAMESPACE/NAME")
        .contains("--token is missing");
  }
}
