package dev.sluice.operator.publish;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import java.time.Duration;

/** What happens on streams, for metrics and for whoever can help a replica that is behind. */
public interface PushEvents {
  void sent(ObjectKey dataPlane, int bytes);

  void acknowledged(ObjectKey dataPlane, Duration took);

  void refused(ObjectKey dataPlane, String instance, PlaneMessage.Nack nack);

  /** A connection was turned away. */
  void turnedAway(String reason);

  /** A data plane has seen more of the cluster than this replica, which therefore sends nothing. */
  void behind(ObjectKey dataPlane, Position held);

  /** For tests and tools that do not look. */
  PushEvents NONE =
      new PushEvents() {
        @Override
        public void sent(ObjectKey dataPlane, int bytes) {}

        @Override
        public void acknowledged(ObjectKey dataPlane, Duration took) {}

        @Override
        public void refused(ObjectKey dataPlane, String instance, PlaneMessage.Nack nack) {}

        @Override
        public void turnedAway(String reason) {}

        @Override
        public void behind(ObjectKey dataPlane, Position held) {}
      };
}
