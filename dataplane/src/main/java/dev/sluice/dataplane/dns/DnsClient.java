package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive name servers for A and AAAA records: by UDP, and by TCP where the answer is cut
 * off (dnsjava does both, on one selector thread). One server after the other, twice around.
 */
public final class DnsClient implements NameLookup {
  private static final int ROUNDS = 2;

  /** Aliases that lead to aliases. */
  private static final int MAX_ALIASES = 8;

  private final List<SimpleResolver> servers;
  private final Executor executor;

  /**
   * @param timeout for each question to each server
   * @param executor where answers are read
   */
  public DnsClient(List<InetSocketAddress> servers, Duration timeout, Executor executor) {
    this.servers = servers.stream().map(server -> resolver(server, timeout)).toList();
    this.executor = executor;
  }

  private static SimpleResolver resolver(InetSocketAddress server, Duration timeout) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(timeout);
    return resolver;
  }

  @Override
  public CompletionStage<NameAnswer> lookup(
      String name, Function<String, Optional<String>> whyNot) {
    Name absolute;
    try {
      absolute = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return CompletableFuture.completedFuture(
          new NameAnswer.Failed(String.valueOf(e.getMessage())));
    }
    CompletableFuture<NameAnswer> v4 = question(absolute, Type.A, whyNot);
    CompletableFuture<NameAnswer> v6 = question(absolute, Type.AAAA, whyNot);
    return v4.thenCombine(v6, DnsClient::together);
  }

  private CompletableFuture<NameAnswer> question(
      Name name, int type, Function<String, Optional<String>> whyNot) {
    return follow(name, type, whyNot, 0, Long.MAX_VALUE)
        .exceptionally(e -> new NameAnswer.Failed(reason(e)));
  }

  /** Either family will do; what is forbidden in one is forbidden in both. */
  private static NameAnswer together(NameAnswer v4, NameAnswer v6) {
    if (v4 instanceof NameAnswer.Forbidden || v6 instanceof NameAnswer.Forbidden) {
      return v4 instanceof NameAnswer.Forbidden ? v4 : v6;
    }
    if (v4 instanceof NameAnswer.Found(List<IpAddress> some, Duration ttl)) {
      if (v6 instanceof NameAnswer.Found(List<IpAddress> more, Duration otherTtl)) {
        List<IpAddress> all = new ArrayList<>(some);
        all.addAll(more);
        return new NameAnswer.Found(all, ttl.compareTo(otherTtl) < 0 ? ttl : otherTtl);
      }
      return v4;
    }
    if (v6 instanceof NameAnswer.Found) {
      return v6;
    }
    return v4 instanceof NameAnswer.Failed ? v4 : v6 instanceof NameAnswer.Failed ? v6 : v4;
  }

  private CompletableFuture<NameAnswer> follow(
      Name name, int type, Function<String, Optional<String>> whyNot, int aliases, long ttl) {
    return ask(Message.newQuery(Record.newRecord(name, type, DClass.IN)), 0, "")
        .thenCompose(
            response ->
                switch (AnswerSection.read(response, name, type, whyNot, aliases, ttl)) {
                  case AnswerSection.Complete(NameAnswer answer) ->
                      CompletableFuture.completedFuture(answer);
                  case AnswerSection.Onward(Name next, int count, long least)
                      when count <= MAX_ALIASES ->
                      follow(next, type, whyNot, count, least);
                  case AnswerSection.Onward onward ->
                      CompletableFuture.completedFuture(
                          new NameAnswer.Failed("more than " + MAX_ALIASES + " aliases in a row"));
                });
  }

  private CompletableFuture<Message> ask(Message query, int tries, String before) {
    if (tries >= servers.size() * ROUNDS) {
      return CompletableFuture.failedFuture(new DnsFailure(before));
    }
    SimpleResolver server = servers.get(tries % servers.size());
    return server
        .sendAsync(query, executor)
        .handle(
            (response, failure) -> {
              String wrong =
                  failure != null
                      ? reason(failure) + " from " + server.getAddress()
                      : bad(response);
              return wrong.isEmpty()
                  ? CompletableFuture.completedFuture(response)
                  : ask(query, tries + 1, wrong);
            })
        .thenCompose(next -> next)
        .toCompletableFuture();
  }

  /** Why another server is worth asking; empty if this answer counts. */
  private static String bad(Message response) {
    int code = response.getRcode();
    return code == Rcode.NOERROR || code == Rcode.NXDOMAIN ? "" : Rcode.string(code);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof DnsFailure)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return cause instanceof java.util.concurrent.TimeoutException
        ? "no answer"
        : message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Nobody gave an answer that counts. */
  private static final class DnsFailure extends Exception {
    private static final long serialVersionUID = 1;

    DnsFailure(String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public String toString() {
    return "DNS " + servers.stream().map(SimpleResolver::getAddress).toList();
  }
}
