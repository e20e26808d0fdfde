package dev.sluice.compiler.secret;

import dev.sluice.compiler.diagnostic.PlainText;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A Secret, for one purpose: whether it may serve it at all, and its entries as text. */
final class SecretContent {
  private static final String OPAQUE = "Opaque";
  private static final String TLS = "kubernetes.io/tls";
  private static final String BASIC = "kubernetes.io/basic-auth";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** What the operator writes there: on its own certificates, and on all that data planes get. */
  private static final Set<String> OPERATOR = Set.of("sluice", "sluice-operator");

  private final Secret secret;

  private SecretContent(Secret secret) {
    this.secret = secret;
  }

  /** An entry that is not there, or a Secret that may not be used so. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final SecretFault fault;

    Refused(String message) {
      this(SecretFault.invalid(message));
    }

    Refused(SecretFault fault) {
      super(fault.message());
      this.fault = fault;
    }

    SecretFault fault() {
      return fault;
    }
  }

  static SecretContent forCertificate(Secret secret) throws Refused {
    refuseOperators(secret);
    if (!type(secret).equals(TLS)) {
      throw wrongType(secret, "a certificate needs one of type " + TLS);
    }
    return new SecretContent(secret);
  }

  static SecretContent forAuthorities(Secret secret) throws Refused {
    refuseOperators(secret);
    if (!Set.of(OPAQUE, TLS).contains(type(secret))) {
      throw wrongType(secret, "authorities need one of type " + OPAQUE + " or " + TLS);
    }
    return new SecretContent(secret);
  }

  /**
   * Whoever names a Secret here has it sent to a backend of his choice, so those that open a door
   * of the cluster are refused.
   */
  static SecretContent forCredential(Secret secret) throws Refused {
    refuseOperators(secret);
    String type = type(secret);
    String domain = type.substring(0, Math.max(0, type.indexOf('/')));
    boolean ofTheCluster =
        domain.equals("kubernetes.io")
            || domain.endsWith(".kubernetes.io")
            || domain.equals("helm.sh")
            || domain.equals("sluice.dev");
    if (ofTheCluster && !type.equals(BASIC)) {
      throw wrongType(secret, "a credential needs one of type " + OPAQUE + " or " + BASIC);
    }
    return new SecretContent(secret);
  }

  /** Names of the entries. */
  SortedSet<String> keys() {
    return new TreeSet<>(
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).keySet());
  }

  String text(String key) throws Refused {
    String encoded =
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).get(key);
    if (encoded == null) {
      throw new Refused(
          new SecretFault(
              SecretFault.Kind.NO_ENTRY,
              "the Secret "
                  + name(secret)
                  + " has no entry "
                  + PlainText.quote(key)
                  + "; add it or name another"));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getMimeDecoder().decode(encoded)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // Messages of decoders may quote what they read.
      throw new Refused(
          "the entry "
              + PlainText.quote(key)
              + " of Secret "
              + name(secret)
              + " is no text in UTF-8");
    }
  }

  static String name(Secret secret) {
    return PlainText.quote(Objects.requireNonNullElse(secret.getMetadata().getName(), ""));
  }

  private static String type(Secret secret) {
    String type = secret.getType();
    return type == null || type.isEmpty() ? OPAQUE : type;
  }

  private static void refuseOperators(Secret secret) throws Refused {
    Map<String, String> labels =
        Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of());
    if (OPERATOR.contains(Objects.requireNonNullElse(labels.get(MANAGED_BY), ""))) {
      throw new Refused(
          "the Secret " + name(secret) + " is Sluice's own and serves nobody else; name another");
    }
  }

  private static Refused wrongType(Secret secret, String wanted) {
    return new Refused(
        "the Secret "
            + name(secret)
            + " is of type "
            + PlainText.quote(type(secret))
            + "; "
            + wanted);
  }
}
