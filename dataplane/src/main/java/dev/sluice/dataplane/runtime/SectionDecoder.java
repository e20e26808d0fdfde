package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Remaining;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Section;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.SnapshotException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decodes snapshots and remembers the sections of the last one by hash: what did not change is not
 * decoded again, and is the same object.
 */
final class SectionDecoder {
  private Map<SectionKey, Decoded> last = Map.of();

  private record Decoded(String hash, Section section) {}

  /** What came out. */
  sealed interface Outcome {}

  record Whole(Snapshot snapshot) implements Outcome {}

  record Broken(List<Refusal> refusals) implements Outcome {}

  /** What can be read of a snapshot that is not to be applied, of what concerns credentials. */
  static Remaining remaining(EncodedSnapshot encoded) {
    Set<SectionKey> present = new HashSet<>();
    List<GatewaySection> gateways = new ArrayList<>();
    List<SecretSection> secrets = new ArrayList<>();
    for (EncodedSection section : encoded.sections()) {
      SectionKey key = section.key();
      if (key.kind().ofClients()) {
        present.add(key);
        try {
          switch (SnapshotCodec.decode(section)) {
            case GatewaySection gateway -> gateways.add(gateway);
            case SecretSection secret -> secrets.add(secret);
            case RouteSection route -> {}
            case BackendSection backend -> {}
            case NetworkFeed feed -> {}
            case JsonSchema schema -> {}
            case RateLimitSection limit -> {}
          }
        } catch (SnapshotException e) {
          // It is known to be there, which is all that counts.
        }
      }
    }
    return new Remaining(gateways.stream().findFirst(), present, Secrets.of(secrets));
  }

  /**
   * @throws SnapshotException if there is not exactly one gateway section
   */
  Outcome decode(EncodedSnapshot encoded) {
    Map<SectionKey, Decoded> next = new HashMap<>();
    List<Refusal> refusals = new ArrayList<>();
    List<Section> sections = new ArrayList<>();
    for (EncodedSection section : encoded.sections()) {
      Decoded known = last.get(section.key());
      try {
        Decoded decoded =
            known != null && known.hash().equals(section.hash())
                ? known
                : new Decoded(section.hash(), SnapshotCodec.decode(section));
        next.put(section.key(), decoded);
        sections.add(decoded.section());
      } catch (SnapshotException e) {
        refusals.add(new Refusal(section.key(), String.valueOf(e.getMessage())));
      }
    }
    if (!refusals.isEmpty()) {
      return new Broken(refusals);
    }
    Snapshot whole = Snapshot.of(sections);
    last = next;
    return new Whole(whole);
  }
}
