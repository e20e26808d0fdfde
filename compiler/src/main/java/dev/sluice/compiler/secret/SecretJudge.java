package dev.sluice.compiler.secret;

import dev.sluice.compiler.certificate.KeyedCertificate;
import dev.sluice.compiler.certificate.TrustedAuthorities;
import dev.sluice.compiler.certificate.UnusableCertificate;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads one Secret for one purpose. */
final class SecretJudge {
  private SecretJudge() {}

  /** Either a {@link SecretVerdict.Good} or a {@link SecretVerdict.Unusable}. */
  static SecretVerdict judge(SecretQuestion question, Secret secret) {
    try {
      return switch (question) {
        case SecretQuestion.OfCertificate(ObjectKey key) -> certificate(key, secret);
        case SecretQuestion.OfAuthorities(ObjectKey key) -> authorities(key, secret);
        case SecretQuestion.OfEntry(ObjectKey key, String entry, EntryForm form) ->
            entry(key, secret, entry, form);
        case SecretQuestion.OfPasswords(ObjectKey key, String entry) ->
            passwords(key, secret, entry);
      };
    } catch (SecretContent.Refused e) {
      return new SecretVerdict.Unusable(e.fault());
    } catch (UnusableCertificate e) {
      return new SecretVerdict.Unusable(
          new SecretFault(
              SecretFault.Kind.INVALID_CERTIFICATE,
              "in the Secret " + SecretContent.name(secret) + ", " + e.getMessage()));
    }
  }

  private static SecretVerdict certificate(ObjectKey key, Secret secret)
      throws SecretContent.Refused, UnusableCertificate {
    SecretContent content = SecretContent.forCertificate(secret);
    KeyedCertificate read = KeyedCertificate.of(content.text("tls.crt"), content.text("tls.key"));
    return new SecretVerdict.Good(
        new SecretSection.Certificate(key, read.chain(), new SecretText(read.privateKey())));
  }

  private static SecretVerdict authorities(ObjectKey key, Secret secret)
      throws SecretContent.Refused, UnusableCertificate {
    SecretContent content = SecretContent.forAuthorities(secret);
    return new SecretVerdict.Good(
        new SecretSection.CaBundle(key, TrustedAuthorities.of(content.text("ca.crt"))));
  }

  private static SecretVerdict entry(ObjectKey key, Secret secret, String entry, EntryForm form)
      throws SecretContent.Refused {
    String value = SecretContent.forCredential(secret).text(entry);
    Optional<String> fault = form.fault(value);
    return fault.isPresent()
        ? new SecretVerdict.Unusable(
            SecretFault.invalid(
                "the value of "
                    + PlainText.quote(entry)
                    + " in the Secret "
                    + SecretContent.name(secret)
                    + " "
                    + fault.get()))
        : new SecretVerdict.Good(credential(key, entry, value));
  }

  private static SecretVerdict passwords(ObjectKey key, Secret secret, String entry)
      throws SecretContent.Refused {
    PasswordLines lines = PasswordLines.read(SecretContent.forCredential(secret).text(entry));
    List<SecretFault> flaws =
        lines.faults().stream()
            .map(
                fault ->
                    SecretFault.invalid(
                        "in the Secret "
                            + SecretContent.name(secret)
                            + ", entry "
                            + PlainText.quote(entry)
                            + ", "
                            + fault))
            .toList();
    if (lines.usable().isEmpty() && !flaws.isEmpty()) {
      return new SecretVerdict.Unusable(flaws.getFirst());
    }
    return new SecretVerdict.Good(passwords(key, entry, lines.usable()), flaws);
  }

  static SecretSection.Passwords passwords(ObjectKey key, String entry, String lines) {
    return new SecretSection.Passwords(key, new TreeMap<>(Map.of(entry, new SecretText(lines))));
  }

  static SecretSection.Credential credential(ObjectKey key, String entry, String value) {
    return new SecretSection.Credential(key, new TreeMap<>(Map.of(entry, new SecretText(value))));
  }
}
