package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resolve.PolicyReading.Fault;
import dev.sluice.compiler.resolve.PolicyReading.Kind;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.crds.IpAccess;
import dev.sluice.matching.Cidr;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code ipAccess} of a layer. */
final class AddressReading {
  private static final PolicyOrigin NOBODY =
      new PolicyOrigin("ipAccess", "", new ObjectKey("", ""), "");

  /** An address must pass the list of an override besides that of the route. */
  static final Layering<AddressAccess> BOTH =
      new Layering<>() {
        @Override
        public boolean keepsBoth() {
          return true;
        }

        @Override
        public AddressAccess from(AddressAccess value, PolicyOrigin origin) {
          return new AddressAccess(
              value.lists().stream().map(list -> inNamespace(list, origin)).toList());
        }

        @Override
        public AddressAccess ofRoute(AddressAccess served) {
          return new AddressAccess(
              served.lists().stream()
                  .filter(list -> list.origin().kind().equals(ResourceKind.GATEWAY_ROUTE.text()))
                  .toList());
        }

        @Override
        public AddressAccess over(AddressAccess override, AddressAccess said) {
          return new AddressAccess(
              Stream.concat(override.lists().stream(), said.lists().stream()).toList());
        }
      };

  private AddressReading() {}

  static PolicyReading<AddressAccess> read(List<String> written) {
    IpAccess access = WrittenJson.read(written, IpAccess.class);
    if (access.allow().isEmpty()
        && access.deny().isEmpty()
        && access.allowFrom().isEmpty()
        && access.denyFrom().isEmpty()) {
      return PolicyReading.refused(
          Kind.OTHER, "says nothing; give one of allow, deny, allowFrom and denyFrom");
    }
    List<Fault> faults = new ArrayList<>();
    List<String> allow = networks(access.allow(), ".allow", faults);
    List<String> deny = networks(access.deny(), ".deny", faults);
    return faults.isEmpty()
        ? new PolicyReading.Understood<>(
            new AddressAccess(
                List.of(
                    new AddressList(
                        allow, deny, feeds(access.allowFrom()), feeds(access.denyFrom()), NOBODY))))
        : new PolicyReading.Refused<>(faults);
  }

  /** In no namespace yet: see {@link #inNamespace}. */
  private static List<FeedUse> feeds(List<IpAccess.NetworkSource> written) {
    return written.stream()
        .map(
            source ->
                new FeedUse(
                    NetworkFeed.key(
                        new ObjectKey("", source.configMapRef().name()),
                        source.configMapRef().key()),
                    source.regions()))
        .toList();
  }

  /** ConfigMaps are those of the namespace of who says so. */
  private static AddressList inNamespace(AddressList list, PolicyOrigin origin) {
    return new AddressList(
        list.allow(),
        list.deny(),
        inNamespace(list.allowFrom(), origin),
        inNamespace(list.denyFrom(), origin),
        origin);
  }

  private static List<FeedUse> inNamespace(List<FeedUse> feeds, PolicyOrigin origin) {
    return feeds.stream()
        .map(
            use ->
                new FeedUse(
                    new ObjectKey(origin.object().namespace(), use.feed().name()), use.regions()))
        .toList();
  }

  private static List<String> networks(List<String> written, String at, List<Fault> faults) {
    List<String> networks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Optional<Cidr> cidr = Cidr.parse(written.get(i));
      if (cidr.isPresent()) {
        networks.add(cidr.get().toString());
      } else {
        faults.add(
            new Fault(
                Kind.OTHER,
                at + "[" + i + "]",
                PlainText.quote(written.get(i))
                    + " is no network; write one such as 10.0.0.0/8 or fd00::/8"));
      }
    }
    return networks;
  }
}
