package dev.sluice.dataplane;

import dev.sluice.dataplane.admin.AdminView;
import dev.sluice.dataplane.admin.ChainsInForce;
import dev.sluice.dataplane.admin.InForce;
import dev.sluice.dataplane.admin.Readiness;
import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.chain.Step;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the admin pages see of a gateway. */
record GatewayView(Gateway gateway, Upstreams upstreams) implements AdminView {

  @Override
  public Readiness readiness() {
    if (gateway.draining()) {
      return new Readiness.Draining();
    }
    return gateway
        .current()
        .configuration()
        .<Readiness>map(in -> new Readiness.Ready(in.encoded().version()))
        .orElseGet(Readiness.NotConfigured::new);
  }

  @Override
  public Optional<InForce> inForce() {
    return gateway
        .current()
        .configuration()
        .map(in -> new InForce(in.encoded(), gateway.endpoints()));
  }

  @Override
  public ChainsInForce chains() {
    List<String> server = new ArrayList<>(ServerChain.IN_FRONT);
    for (Step step :
        ServerChain.steps(
            List.of(), new TrustPolicy.Nobody(), IdentityNames.NONE, BodyPace.DEFAULT)) {
      server.add(step.toString());
    }
    server.add(ServerChain.LAST);
    List<ChainsInForce.RuleChain> rules =
        gateway.current().rules().stream()
            .map(
                entry ->
                    new ChainsInForce.RuleChain(
                        entry.rule().route(), entry.rule().name(), entry.steps()))
            .toList();
    return new ChainsInForce(server, rules);
  }

  @Override
  public List<RouteSection> routes() {
    return gateway.current().configuration().map(in -> in.snapshot().routes()).orElse(List.of());
  }

  @Override
  public List<ProviderView> providers() {
    return gateway.state().providers();
  }

  @Override
  public RedisView redis() {
    return gateway.state().redis();
  }

  @Override
  public Optional<CountersView> counters() {
    return gateway.state().counters();
  }

  @Override
  public Optional<RevocationView> revocations() {
    return gateway.state().revocations();
  }

  @Override
  public QuotaView shares() {
    return gateway.state().quotas().view(System.nanoTime());
  }

  @Override
  public List<LimitView> limits() {
    return gateway.state().limitsInForce().of(limitPolicies(gateway));
  }

  @Override
  public CounterMemory counterMemory() {
    return gateway.state().limits().memory();
  }

  @Override
  public List<UpstreamView> backends() {
    return upstreams.view();
  }

  /** Of the policies in force. */
  static List<RateLimitSection> limitPolicies(Gateway gateway) {
    return gateway.current().configuration().map(in -> in.snapshot().limits()).orElse(List.of());
  }
}
