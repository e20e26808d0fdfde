package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.crds.ClientAddressSpec;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.HostnameGrant;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.HttpToken;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyLayers;
import dev.sluice.snapshot.SharedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** DataPlanes: listeners and client addresses. How the pods run is the operator's business. */
public final class DataPlaneResolver {
  private static final String DEFAULT_HEADER = "x-forwarded-for";
  private static final int MAX_HOPS = 32;

  private final ObjectKey key;
  private final ClusterRules rules;
  private final Diagnostics diagnostics;
  private final SecretReferences secrets;
  private final FeedCheck feeds;
  private final SchemaCheck schemas;

  private DataPlaneResolver(
      DataPlane dataPlane, ClusterRules rules, SecretIndex secrets, LabelledTexts texts) {
    this.key = ObjectKeys.of(dataPlane);
    this.rules = rules;
    this.diagnostics = new Diagnostics(new ResourceRef(ResourceKind.DATA_PLANE, key));
    this.secrets =
        new SecretReferences(key.namespace(), secrets, SecretReasons.OF_DATA_PLANE, diagnostics);
    this.feeds =
        new FeedCheck(
            texts.networks()::state,
            DataPlaneReason.CONFIG_MAP_NOT_FOUND,
            DataPlaneReason.INVALID_NETWORK_LIST,
            diagnostics);
    this.schemas =
        new SchemaCheck(
            texts.schemas()::state,
            DataPlaneReason.CONFIG_MAP_NOT_FOUND,
            DataPlaneReason.INVALID_SCHEMA,
            diagnostics);
  }

  /**
   * @param dataPlane as far as it can be used
   * @param isWhole whether that is all that was written; otherwise what was served before is to be
   *     kept. A Secret that cannot be used harms its own place only, and is no reason for that
   * @param keepsSecrets whether a Secret is gone or broken, and what it held before serves
   */
  public record Resolution(
      ResolvedDataPlane dataPlane,
      boolean isWhole,
      boolean keepsSecrets,
      List<Diagnostic> diagnostics) {
    public Resolution {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  public static Resolution resolve(
      DataPlane dataPlane, ClusterRules rules, SecretIndex secrets, LabelledTexts texts) {
    return new DataPlaneResolver(dataPlane, rules, secrets, texts).resolve(dataPlane.getSpec());
  }

  private Resolution resolve(@Nullable DataPlaneSpec spec) {
    ClientAddressSpec address = spec == null ? null : spec.clientAddress();
    boolean proxyProtocol = address != null && Boolean.TRUE.equals(address.proxyProtocol());
    List<Listener> listeners =
        new ListenerResolver(rules, proxyProtocol, secrets, diagnostics)
            .resolve(spec == null ? List.of() : spec.listeners());
    ClientAddress clientAddress = clientAddress(address);
    PolicyLayers policies =
        spec == null
            ? PolicyLayers.NONE
            : new PolicyLayers(
                PolicySettings.valuesOf(spec.defaults()),
                PolicySettings.valuesOf(spec.overrides()));
    PlanePolicies layers = PlanePolicies.read(key, policies, diagnostics);
    feeds.check(layers.defaults());
    feeds.check(layers.overrides());
    schemas.check(layers.defaults());
    schemas.check(layers.overrides());
    IdentityRules identities =
        spec == null
            ? IdentityRules.NONE
            : new IdentityResolver(
                    BackendAddresses.of(rules),
                    secrets,
                    new RevocationReading(spec.redis() != null, diagnostics),
                    diagnostics)
                .resolve(spec.authentication(), spec.authorization());
    SharedStore store =
        new RedisResolver(BackendAddresses.of(rules), secrets, diagnostics)
            .resolve(spec == null ? null : spec.redis());
    warnOfNames(policies, identities);
    if (spec != null) {
      new CertificateUse(diagnostics).check(spec);
    }
    boolean isWhole = diagnostics.errors(ConditionType.ACCEPTED) == 0;
    if (spec != null && Consent.of(spec.allowedRoutes()) instanceof Consent.Nobody(String cause)) {
      diagnostics.error(DataPlaneReason.INVALID_SELECTOR, "spec.allowedRoutes.namespaces", cause);
    }
    // Not kept either: grants count as they are now, for they are consent.
    checkGrants(spec == null ? List.of() : spec.hostnameGrants());
    return new Resolution(
        new ResolvedDataPlane(key, listeners, clientAddress, policies, identities, store),
        isWhole,
        secrets.kept() > 0,
        diagnostics.found());
  }

  private void warnOfNames(PolicyLayers policies, IdentityRules identities) {
    PlanePolicies read = PlanePolicies.read(key, policies);
    RoleCheck roles = new RoleCheck(identities.permissions());
    Stream.of(read.defaults(), read.overrides())
        .flatMap(layer -> layer.get(PolicySettings.AUTHORIZATION).stream())
        .flatMap(asked -> asked.rules().stream())
        .forEach(
            rule ->
                roles.check(
                    rule,
                    (at, message) ->
                        diagnostics.warning(
                            DataPlaneReason.INVALID_POLICY, rule.origin().field() + at, message)));
  }

  private void checkGrants(List<HostnameGrant> grants) {
    for (int i = 0; i < grants.size(); i++) {
      String field = "spec.hostnameGrants[" + i + "]";
      HostnameGrant grant = grants.get(i);
      for (int j = 0; j < grant.hostnames().size(); j++) {
        String hostname = grant.hostnames().get(j);
        if (WrittenHost.parse(hostname) instanceof WrittenHost.Invalid(String cause)) {
          diagnostics.error(
              DataPlaneReason.INVALID_HOSTNAME,
              field + ".hostnames[" + j + "]",
              PlainText.quote(hostname) + " " + cause + "; until then it grants nothing");
        }
      }
      if (grant.hostnames().isEmpty()) {
        diagnostics.error(
            DataPlaneReason.INVALID_VALUE,
            field + ".hostnames",
            "is empty, so that nothing is granted; name a host, or remove the grant");
      }
      if (grant.namespaces().isEmpty()) {
        diagnostics.error(
            DataPlaneReason.INVALID_VALUE,
            field + ".namespaces",
            "is empty, so that no namespace may claim the hosts; name one, or * for all");
      }
    }
  }

  private ClientAddress clientAddress(@Nullable ClientAddressSpec spec) {
    if (spec == null) {
      return new ClientAddress.Peer();
    }
    int hops = Objects.requireNonNullElse(spec.trustedHops(), 0);
    List<String> networks = networks(spec.trustedCIDRs());
    Optional<String> header = header(spec.header());
    boolean hasNetworks = !spec.trustedCIDRs().isEmpty();
    if (hops < 0 || hops > MAX_HOPS) {
      diagnostics.error(
          DataPlaneReason.INVALID_VALUE,
          "spec.clientAddress.trustedHops",
          hops + " is out of range; give a number from 0 to " + MAX_HOPS);
      return new ClientAddress.Peer();
    }
    if (hops > 0 && hasNetworks) {
      diagnostics.error(
          DataPlaneReason.INVALID_CLIENT_ADDRESS,
          "spec.clientAddress",
          "has trustedHops and trustedCIDRs, which answer the same question; remove one");
      return new ClientAddress.Peer();
    }
    if (spec.header() != null && hops == 0 && !hasNetworks) {
      diagnostics.warning(
          DataPlaneReason.INVALID_CLIENT_ADDRESS,
          "spec.clientAddress.header",
          "is not read, for no proxy is trusted; give trustedHops or trustedCIDRs as well");
    }
    // Whom to believe is all or nothing: half of it could believe a stranger.
    if (header.isEmpty() || networks.size() < spec.trustedCIDRs().size()) {
      return new ClientAddress.Peer();
    }
    if (hasNetworks) {
      return new ClientAddress.TrustedNetworks(networks.stream().distinct().toList(), header.get());
    }
    return hops > 0 ? new ClientAddress.TrustedHops(hops, header.get()) : new ClientAddress.Peer();
  }

  private List<String> networks(List<String> written) {
    List<String> networks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Optional<Cidr> cidr = Cidr.parse(written.get(i));
      if (cidr.isPresent()) {
        networks.add(cidr.get().toString());
      } else {
        diagnostics.error(
            DataPlaneReason.INVALID_CIDR,
            "spec.clientAddress.trustedCIDRs[" + i + "]",
            PlainText.quote(written.get(i))
                + " is no network; write one such as 10.0.0.0/8 or fd00::/8");
      }
    }
    return networks;
  }

  private Optional<String> header(@Nullable String written) {
    String header = Objects.requireNonNullElse(written, DEFAULT_HEADER).toLowerCase(Locale.ROOT);
    if (!HttpToken.matches(header)) {
      diagnostics.error(
          DataPlaneReason.INVALID_VALUE,
          "spec.clientAddress.header",
          PlainText.quote(header) + " is no header name; write one such as X-Forwarded-For");
      return Optional.empty();
    }
    return Optional.of(header);
  }
}
