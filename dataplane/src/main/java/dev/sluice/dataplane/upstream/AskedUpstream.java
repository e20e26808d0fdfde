package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.ask.AskedBackend;
import dev.sluice.dataplane.ask.Asking;
import dev.sluice.dataplane.ask.Question;
import dev.sluice.dataplane.ask.Reply;
import java.util.function.Consumer;

/**
 * A backend that is asked by the gateway itself: with the pools, the health, the breaker, the TLS
 * and the credential that it has for everybody. Tenants do not count, for no client is behind it.
 */
public record AskedUpstream(Upstream upstream) implements AskedBackend {
  @Override
  public Asking ask(Question question, Consumer<Reply> told) {
    UpstreamQuestion asking =
        new UpstreamQuestion(upstream, upstream.loops().current(), question, told);
    asking.start();
    return asking;
  }

  @Override
  public String toString() {
    return upstream.key().toString();
  }
}
