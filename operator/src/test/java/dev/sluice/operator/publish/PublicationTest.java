package dev.sluice.operator.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PublicationTest {
  private final Publication first = Snapshots.publication(1, Map.of("a", "a.example"), "10.0.0.1");
  private final Publication second = Snapshots.publication(2, Map.of("b", "b.example"), "10.0.0.2");

  @Test
  void bytesAreMadeOnceForAllWhoNeedTheSame() {
    assertThat(second.full()).isSameAs(second.full());
    assertThat(second.deltaFrom(first.snapshot(), first))
        .isSameAs(second.deltaFrom(first.snapshot(), first))
        .isNotSameAs(second.deltaFrom(first.snapshot(), null));
    assertThat(second.endpointsFrom(first)).isSameAs(second.endpointsFrom(first));
  }

  @Test
  void endpointsThatDidNotMoveMakeNoNewPublication() {
    assertThat(first.withEndpoints(List.of(Snapshots.endpoints("10.0.0.1")), first.position()))
        .isEmpty();
    assertThat(first.withEndpoints(List.of(Snapshots.endpoints("10.0.0.9")), first.position()))
        .hasValueSatisfying(
            moved -> assertThat(moved.endpoints()).containsValue(Snapshots.endpoints("10.0.0.9")));
  }

  @Test
  void backendsOfOtherDataPlanesAreLeftOut() {
    assertThat(first.with(Snapshots.snapshot(Map.of())).endpoints())
        .containsOnlyKeys(Snapshots.BACKEND);
    assertThat(
            first.withEndpoints(
                List.of(
                    new dev.sluice.snapshot.EndpointSet(
                        new dev.sluice.snapshot.ObjectKey("other", "backend"), List.of())),
                first.position()))
        .isEmpty();
  }
}
