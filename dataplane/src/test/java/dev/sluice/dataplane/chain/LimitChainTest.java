package dev.sluice.dataplane.chain;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.LimitConfig;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitChainTest {
  @Test
  void limitsStandWhereTheyKnowWhatTheyAsk() {
    Snapshot snapshot =
        SnapshotCodec.decode(
            new Config()
                .backend("b")
                .route(
                    "r",
                    Config.under(
                        AccessPolicies.OPEN.with(
                            new Authentication.ByProviders(List.of("idp"), false)),
                        rule("/", to("b"))))
                .limit(
                    LimitConfig.of("p", route("r"))
                        .with(limit("user", 9, new LimitKeyPart.User()), limit("ip", 9, client()))
                        .section(),
                    LimitConfig.of("q", new LimitTarget.Backend(key("b")))
                        .with(limit("b", 9))
                        .shadow()
                        .section())
                .snapshot());
    assertThat(
            PrintedChain.of(
                snapshot,
                snapshot.routes().getFirst(),
                snapshot.routes().getFirst().rules().getFirst()))
        .containsExactly(
            "limits [test/p/ip]: need not know who asks, so that guessing who somebody is is"
                + " limited too",
            "authentication: before every decision that depends on who asks",
            "admitted: behind the last that may say no to a client",
            "limits of clients [test/p/user]: as soon as it is known who asks and that they may,"
                + " before anything of the body",
            "limits [test/q/b (only counted)], upstream(test/b, RouteTimeouts[request=20s,"
                + " backendRequest=none, idle=5m]): what the rule is for");
  }
}
