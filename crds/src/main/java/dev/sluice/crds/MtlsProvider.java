package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates that clients show to a listener which asks for them. */
public record MtlsProvider(
    @JsonPropertyDescription("Which parts of a certificate carry what.") @Nullable Parts identity,
    @JsonPropertyDescription(
            "SPIFFE trust domains that certificates must be of. Default: not asked.")
        @Size(max = 32)
        List<@Pattern("^[a-z0-9._-]+$") @Size(min = 1, max = 255) String> trustDomains,
    @JsonPropertyDescription(
            "Secrets with the key ca.crt of authorities that certificates must be from, besides that"
                + " the listener trusts them. Default: those of the listener.")
        @Size(max = 8)
        List<ObjectReference> caCertificateRefs,
    @JsonPropertyDescription("What backends are told.") @Nullable Forward forward) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public MtlsProvider {
    trustDomains = trustDomains == null ? List.of() : List.copyOf(trustDomains);
    caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
  }

  /**
   * Parts of a certificate: subject, subject.CN, subject.O, subject.OU, san.dns, san.email,
   * san.uri, spiffe, spiffe.trustDomain, fingerprint, serial.
   */
  public record Parts(
      @JsonPropertyDescription("Who it is. Default: subject.CN.") @Pattern(PART)
          @Nullable String user,
      @JsonPropertyDescription("Whose it is. Default: none.") @Pattern(PART)
          @Nullable String tenant,
      @JsonPropertyDescription("Its roles, all values of that part. Default: none.") @Pattern(PART)
          @Nullable String roles) {}

  static final String PART =
      "^(subject(\\.(CN|O|OU))?|san\\.(dns|email|uri)|spiffe(\\.trustDomain)?|fingerprint|serial)$";

  /** What backends are told. */
  public record Forward(
      @JsonPropertyDescription("Headers with parts of the certificate; clients cannot set them.")
          @Size(max = 16)
          List<ClaimHeader> claimHeaders) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public Forward {
      claimHeaders = claimHeaders == null ? List.of() : List.copyOf(claimHeaders);
    }
  }
}
