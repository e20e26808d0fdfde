package dev.sluice.operator.publish;

import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import java.util.Optional;

/** What all streams have in common. */
record Surroundings(Publisher publisher, PlaneStates states, PushEvents events, QuotaDesks quotas) {

  /** What the leader answers; another operator answers nothing, for two would hand out twice. */
  Optional<byte[]> shares(
      PlaneMessage.Hello hello, Standing standing, PlaneMessage.Demands demands) {
    if (!standing.leader()) {
      quotas.follow();
      return Optional.empty();
    }
    return quotas
        .answer(
            hello.dataPlane(),
            hello.instance(),
            states.names(hello.dataPlane()),
            standing.term(),
            demands,
            System.nanoTime())
        .map(PushCodec::encode);
  }
}
