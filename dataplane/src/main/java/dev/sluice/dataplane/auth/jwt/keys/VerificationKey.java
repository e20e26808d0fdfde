package dev.sluice.dataplane.auth.jwt.keys;

import java.util.Map;

/**
 * One key. Lives on in the next set of its issuer if that has it again, so that whoever holds on to
 * it can tell whether it still counts.
 */
public final class VerificationKey {
  private final String id;
  private final Map<String, Object> members;
  private final String algorithm;
  private final SignatureCheck check;
  private volatile boolean retired;

  /**
   * @param id its {@code kid}; empty: it has none
   * @param members all that makes it what it is
   * @param algorithm the only one that it is for; empty: any that fits
   */
  VerificationKey(String id, Map<String, Object> members, String algorithm, SignatureCheck check) {
    this.id = id;
    this.members = Map.copyOf(members);
    this.algorithm = algorithm;
    this.check = check;
  }

  String id() {
    return id;
  }

  boolean fits(String wanted) {
    return (algorithm.isEmpty() || algorithm.equals(wanted)) && check.knows(wanted);
  }

  /** Whether it takes so long that I/O threads must not do it. */
  public boolean isSlow() {
    return check.isSlow();
  }

  /**
   * Whether this key signed that.
   *
   * @param wanted an algorithm that fits
   */
  public boolean verifies(String wanted, byte[] signed, byte[] signature) {
    return check.holds(wanted, signed, signature);
  }

  /** Whether the issuer has it no more: nothing that it signed counts. */
  public boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  boolean isSameAs(VerificationKey other) {
    return members.equals(other.members);
  }

  /** A key may be a secret. */
  @Override
  public String toString() {
    return "VerificationKey";
  }
}
