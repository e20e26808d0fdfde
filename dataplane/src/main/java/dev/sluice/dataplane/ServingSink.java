package dev.sluice.dataplane;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.source.SnapshotSink;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Takes what a source delivers into the data plane, and says once that traffic is served. */
final class ServingSink implements SnapshotSink {
  private final Dataplane dataplane;
  private final PrintStream out;
  private boolean told;

  ServingSink(Dataplane dataplane, PrintStream out) {
    this.dataplane = dataplane;
    this.out = out;
  }

  @Override
  public Outcome apply(
      EncodedSnapshot snapshot, List<EndpointSet> endpoints, Optional<EncodedSnapshot> refused) {
    return switch (dataplane.apply(snapshot, endpoints, refused)) {
      case ApplyResult.Applied applied -> {
        if (!told) {
          told = true;
          out.println(dataplane.readyLine());
          out.flush();
        }
        yield new Outcome.Applied();
      }
      case ApplyResult.Refused now -> new Outcome.Refused(now.reason(), now.refusals());
    };
  }

  @Override
  public void endpoints(List<EndpointSet> changed) {
    dataplane.endpoints(changed);
  }
}
