package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.snapshot.ObjectKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DataplaneArgumentsTest {
  private static final String[] WHOLE = {
    "--data-plane",
    "ns/name",
    "--instance",
    "pod-1",
    "--config-service",
    "op:9443,10.0.0.1:9443",
    "--config-ca",
    "/ca.pem",
    "--token",
    "/token",
    "--state-dir=/state"
  };

  @Test
  void whatIsNotSaidHasADefault() {
    assertThat(DataplaneArguments.parse(WHOLE, Map.of()))
        .isInstanceOfSatisfying(
            DataplaneArguments.Valid.class,
            valid -> {
              assertThat(valid.push().dataPlane()).isEqualTo(new ObjectKey("ns", "name"));
              assertThat(valid.push().services()).containsExactly("op:9443", "10.0.0.1:9443");
              assertThat(valid.stateDirectory()).isEqualTo(Path.of("/state"));
              assertThat(valid.dataplane().statusPort()).hasValue(9902);
              assertThat(valid.dataplane().adminPort()).isEqualTo(9901);
              assertThat(valid.dataplane().drainDelay()).isEqualTo(Duration.ofSeconds(5));
              assertThat(valid.dataplane().drainLimit()).isEqualTo(Duration.ofSeconds(30));
            });
  }

  @Test
  void theEnvironmentSpeaksAndAnArgumentBeatsIt() {
    assertThat(
            DataplaneArguments.parse(
                WHOLE, Map.of("SLUICE_INSTANCE", "other", "SLUICE_ACCESS_LOG", "off")))
        .isInstanceOfSatisfying(
            DataplaneArguments.Valid.class,
            valid -> {
              assertThat(valid.push().instance()).isEqualTo("pod-1");
              assertThat(valid.dataplane().accessLog()).isInstanceOf(LogTarget.Off.class);
            });
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThat(
            DataplaneArguments.parse(
                new String[] {
                  "--data-plane",
                  "name",
                  "--config-service",
                  "op",
                  "--admin-port",
                  "x",
                  "--color",
                  "red",
                  "serve"
                },
                Map.of()))
        .isInstanceOfSatisfying(
            DataplaneArguments.Invalid.class,
            invalid ->
                assertThat(String.join("\n", invalid.problems()))
                    .contains("--data-plane name: must be NAMESPACE/NAME")
                    .contains("--config-service op: must be HOST:PORT")
                    .contains("--admin-port x: must be a number from 0 to 65535")
                    .contains("--instance is missing; give it or set SLUICE_INSTANCE")
                    .contains("--color: unknown argument")
                    .contains("serve: not an argument"));
  }
}
