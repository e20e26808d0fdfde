package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** V11, with a clock that runs faster. */
final class SlowBodyTest {
  private static AttackFixture impatient() {
    return patient(Duration.ofMillis(300));
  }

  private static AttackFixture patient(Duration grace) {
    return new AttackFixture(
        UnaryOperator.identity(),
        options -> options.withBodyPace(new BodyPace(grace, 1_000_000, Duration.ofMillis(50))));
  }

  @Test
  void aBodyThatDripsIsEndedWith408() {
    try (AttackFixture attack = impatient()) {
      for (String framing : new String[] {"Content-Length: 1000", "Transfer-Encoding: chunked"}) {
        try (Wire client = attack.gateway().client()) {
          client.send(request("POST", "/", framing) + "3\r\nabc\r\n");
          Wire.Message answer = client.response();
          assertThat(answer.status()).isEqualTo(408);
          assertThat(answer.text()).contains("REQUEST_TIMEOUT");
          assertThat(answer.first("Connection")).isEqualTo("close");
        }
      }
    }
  }

  @Test
  void aBodyThatIsThereIsNotTimed() {
    try (AttackFixture attack = patient(Duration.ofSeconds(5))) {
      assertThat(attack.forwarded(request("POST", "/", "Content-Length: 5") + "hello").text())
          .isEqualTo("hello");
    }
  }
}
