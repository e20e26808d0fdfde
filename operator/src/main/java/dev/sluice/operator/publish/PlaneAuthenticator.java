package dev.sluice.operator.publish;

/** Tells who sends a bearer token. May wait for the network. */
public interface PlaneAuthenticator {

  Verdict authenticate(String token);

  /** What became of a token. */
  sealed interface Verdict {
    record Known(PlaneIdentity identity) implements Verdict {}

    /**
     * @param reason for the log; names no secret
     */
    record Refused(String reason) implements Verdict {}

    /** Nobody can tell now; the data plane should come back. */
    record Unavailable(String reason) implements Verdict {}
  }
}
