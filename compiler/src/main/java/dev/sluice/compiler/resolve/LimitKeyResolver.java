package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.crds.RateLimit.ClientIp;
import dev.sluice.crds.RateLimit.KeyPart;
import dev.sluice.snapshot.LimitKeyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code key}: what requests must agree in to share a counter. */
final class LimitKeyResolver {
  private static final int MOST_PARTS = 4;
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 64;
  private static final String MEMBERS = "clientIP, user, tenant, apiKey, route, header, claim";

  private final LimitFields fields;

  LimitKeyResolver(LimitFields fields) {
    this.fields = fields;
  }

  List<LimitKeyPart> resolve(List<KeyPart> written, String field) {
    if (written.size() > MOST_PARTS) {
      fields.error(
          LimitReason.INVALID_KEY,
          field,
          "has more than 4 parts; keep those that tell clients apart");
    }
    List<LimitKeyPart> parts = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String place = field + "[" + i + "]";
      Optional<LimitKeyPart> part = part(written.get(i), place);
      if (part.isPresent() && parts.contains(part.get())) {
        fields.warning(
            LimitReason.INVALID_KEY, place, "stands there already and changes nothing; remove it");
      } else {
        part.ifPresent(parts::add);
      }
    }
    return parts;
  }

  private Optional<LimitKeyPart> part(KeyPart written, String field) {
    long given =
        Stream.of(
                written.clientIP(),
                written.user(),
                written.tenant(),
                written.apiKey(),
                written.route(),
                written.header(),
                written.claim())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      fields.error(
          LimitReason.INVALID_KEY,
          field,
          "needs exactly one of "
              + MEMBERS
              + "; "
              + (given == 0 ? "add one" : "write the others as entries of their own"));
      return Optional.empty();
    }
    if (written.clientIP() != null) {
      return Optional.of(network(written.clientIP(), field + ".clientIP"));
    }
    if (written.header() != null) {
      return Optional.of(
          new LimitKeyPart.Header(fields.header(written.header(), field + ".header")));
    }
    if (written.claim() != null) {
      return Optional.of(
          new LimitKeyPart.Claim(
              fields.name(LimitReason.INVALID_KEY, written.claim(), field + ".claim")));
    }
    return flag(written.user(), field + ".user", new LimitKeyPart.User())
        .or(() -> flag(written.tenant(), field + ".tenant", new LimitKeyPart.Tenant()))
        .or(() -> flag(written.apiKey(), field + ".apiKey", new LimitKeyPart.ApiKey()))
        .or(() -> flag(written.route(), field + ".route", new LimitKeyPart.Rule()));
  }

  private Optional<LimitKeyPart> flag(@Nullable Boolean written, String field, LimitKeyPart part) {
    if (written == null) {
      return Optional.empty();
    }
    if (!written) {
      fields.error(
          LimitReason.INVALID_KEY,
          field,
          "is false, which tells nobody apart; write true or remove the entry");
    }
    return Optional.of(part);
  }

  private LimitKeyPart network(ClientIp written, String field) {
    return new LimitKeyPart.ClientNetwork(
        fields.number(
            LimitReason.INVALID_KEY,
            field + ".ipv4Prefix",
            written.ipv4Prefix(),
            8,
            IPV4_BITS,
            IPV4_BITS),
        fields.number(
            LimitReason.INVALID_KEY,
            field + ".ipv6Prefix",
            written.ipv6Prefix(),
            16,
            128,
            IPV6_BITS));
  }
}
