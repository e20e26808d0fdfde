package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.MtlsProvider;
import dev.sluice.snapshot.CertificatePart;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Providers of kind {@code mtls}. */
final class MtlsResolver {
  private static final MtlsProvider.Parts USUAL = new MtlsProvider.Parts(null, null, null);

  /** SPIFFE ID, section 2.1. */
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

  private final SecretReferences secrets;
  private final ClaimHeaders claimHeaders;
  private final Diagnostics diagnostics;

  MtlsResolver(SecretReferences secrets, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.claimHeaders = new ClaimHeaders(diagnostics);
    this.diagnostics = diagnostics;
  }

  /**
   * @return of a provider that cannot be used {@link IdentityProvider.Unavailable}, after a
   *     diagnostic
   */
  IdentityProvider resolve(String name, MtlsProvider written, String field) {
    MtlsProvider.Parts identity = Objects.requireNonNullElse(written.identity(), USUAL);
    MtlsProvider.Forward forward =
        Objects.requireNonNullElse(written.forward(), new MtlsProvider.Forward(List.of()));
    ClaimHeaders.Read headers =
        claimHeaders.read(forward.claimHeaders(), field + ".forward.claimHeaders");
    boolean good = headers.areGood();
    for (int i = 0; i < headers.claims().size(); i++) {
      good &=
          isPart(headers.claims().get(i).claim(), field + ".forward.claimHeaders[" + i + "].claim");
    }
    good &= isPart(identity.user(), field + ".identity.user");
    good &= isPart(identity.tenant(), field + ".identity.tenant");
    good &= isPart(identity.roles(), field + ".identity.roles");
    good &= areTrustDomains(written.trustDomains(), field + ".trustDomains");
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs");
    if (!good) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", headers.names());
    }
    if (authorities.isEmpty() && !written.caCertificateRefs().isEmpty()) {
      // None at all would mean that any authority of a listener is good.
      return new IdentityProvider.Unavailable(
          name, "its authorities cannot be used", headers.names());
    }
    return new IdentityProvider.ClientCertificate(
        name,
        new ClaimNames(
            Objects.requireNonNullElse(identity.user(), CertificatePart.COMMON_NAME.written()),
            Objects.requireNonNullElse(identity.tenant(), ""),
            Objects.requireNonNullElse(identity.roles(), ""),
            ""),
        written.trustDomains(),
        authorities,
        headers.claims());
  }

  private boolean isPart(@Nullable String written, String field) {
    if (written == null || CertificatePart.of(written).isPresent()) {
      return true;
    }
    error(
        field,
        PlainText.quote(written)
            + " is no part of a certificate; write one of "
            + CertificatePart.all());
    return false;
  }

  private boolean areTrustDomains(List<String> written, String field) {
    boolean good = true;
    for (int i = 0; i < written.size(); i++) {
      if (!TRUST_DOMAIN.matcher(written.get(i)).matches()) {
        error(
            field + "[" + i + "]",
            PlainText.quote(written.get(i))
                + " is no trust domain; write one such as example.org, in lower case and without"
                + " spiffe://");
        good = false;
      }
    }
    return good;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
