package dev.sluice.dataplane.limit.key;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.LimitKeyPart;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;

/**
 * One thing in which requests must agree to share a counter. Who has it not shares a counter with
 * all who have it not: to leave something out is no way around a limit.
 */
public sealed interface KeyPart {
  /** Kinds, of which none is another: never renumbered, for replicas must agree. */
  int ABSENT = 0;

  int NETWORK = 1;
  int USER = 2;
  int TENANT = 3;
  int API_KEY = 4;
  int HEADER = 5;
  int CLAIM = 6;

  /** Without an address, such as behind a Unix socket. */
  int NOWHERE = 7;

  void write(HttpServerExchange exchange, RequestContext context, KeyBytes to);

  /** The same for people; empty for who has it not. */
  String text(HttpServerExchange exchange, RequestContext context);

  /**
   * Writes what a request wrote of which {@link #text} is this.
   *
   * @throws IllegalArgumentException if there is no such request
   */
  void write(String text, KeyBytes to);

  /** Whether it is known only once it is known who asks. */
  default boolean needsIdentity() {
    return true;
  }

  /** Empty for one that is the same for all requests of a rule. */
  static Optional<KeyPart> of(LimitKeyPart part) {
    return switch (part) {
      case LimitKeyPart.ClientNetwork(int ipv4Bits, int ipv6Bits) ->
          Optional.of(new Network(ipv4Bits, ipv6Bits));
      case LimitKeyPart.User user -> Optional.of(new User());
      case LimitKeyPart.Tenant tenant -> Optional.of(new Tenant());
      case LimitKeyPart.ApiKey apiKey -> Optional.of(new ApiKey());
      case LimitKeyPart.Rule rule -> Optional.empty();
      case LimitKeyPart.Header(String name) -> Optional.of(new Header(new HttpString(name)));
      case LimitKeyPart.Claim(String name) -> Optional.of(new Claim(name));
    };
  }

  private static void write(int kind, String text, KeyBytes to) {
    if (text.isEmpty()) {
      to.kind(kind).kind(ABSENT);
    } else {
      to.kind(kind).kind(1).text(text);
    }
  }

  /** The network around the client, as far as the trusted hops tell of it. */
  record Network(int ipv4Bits, int ipv6Bits) implements KeyPart {
    /** One computer, or one household. */
    static final Network OF_CLIENT = new Network(32, 64);

    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      IpAddress client = context.client();
      if (client == null) {
        to.kind(NOWHERE);
      } else {
        to.kind(NETWORK).network(client, client.isV4() ? ipv4Bits : ipv6Bits);
      }
    }

    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      IpAddress client = context.client();
      if (client == null) {
        return "";
      }
      int bits = client.isV4() ? ipv4Bits : ipv6Bits;
      return bits == client.bits() ? client.toString() : client.masked(bits) + "/" + bits;
    }

    @Override
    public void write(String text, KeyBytes to) {
      if (text.isEmpty()) {
        to.kind(NOWHERE);
        return;
      }
      int slash = text.indexOf('/');
      IpAddress client =
          IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
              .orElseThrow(() -> new IllegalArgumentException("no address: " + text));
      to.kind(NETWORK).network(client, client.isV4() ? ipv4Bits : ipv6Bits);
    }

    @Override
    public boolean needsIdentity() {
      return false;
    }
  }

  /**
   * A name is worth as much as the provider that knows it: others may know another of that name.
   */
  record User() implements KeyPart {
    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      Identity identity = context.identity();
      if (identity == null || identity.user().isEmpty()) {
        Network.OF_CLIENT.write(exchange, context, to);
      } else {
        to.kind(USER).text(identity.provider()).text(identity.user());
      }
    }

    /** A name has its provider in front, as {@code idp/alice}; an address has no such thing. */
    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      Identity identity = context.identity();
      return identity == null || identity.user().isEmpty()
          ? Network.OF_CLIENT.text(exchange, context)
          : identity.provider() + "/" + identity.user();
    }

    @Override
    public void write(String text, KeyBytes to) {
      int slash = text.indexOf('/');
      if (slash < 0 || text.lastIndexOf(':', slash) >= 0) {
        Network.OF_CLIENT.write(text, to);
      } else {
        to.kind(USER).text(text.substring(0, slash)).text(text.substring(slash + 1));
      }
    }
  }

  /** Whoever says so: backends do not ask either which provider it was. */
  record Tenant() implements KeyPart {
    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      Identity identity = context.identity();
      if (identity == null || identity.tenant().isEmpty()) {
        to.kind(TENANT).kind(ABSENT);
      } else {
        to.kind(TENANT).kind(1).text(identity.tenant());
      }
    }

    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      Identity identity = context.identity();
      return identity == null ? "" : identity.tenant();
    }

    @Override
    public void write(String text, KeyBytes to) {
      KeyPart.write(TENANT, text, to);
    }
  }

  /** One Secret, whatever clients write around the key in it. */
  record ApiKey() implements KeyPart {
    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      Identity identity = context.identity();
      if (identity == null || identity.apiKey().isEmpty()) {
        to.kind(API_KEY).kind(ABSENT);
      } else {
        to.kind(API_KEY).kind(1).text(identity.apiKey());
      }
    }

    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      Identity identity = context.identity();
      return identity == null ? "" : identity.apiKey();
    }

    @Override
    public void write(String text, KeyBytes to) {
      KeyPart.write(API_KEY, text, to);
    }
  }

  /**
   * The value as it stands, upper case and inner spaces included. Several fields are one with
   * commas between them (RFC 9110 section 5.2), in the order in which they came.
   */
  record Header(HttpString name) implements KeyPart {
    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      HeaderValues lines = exchange.getRequestHeaders().get(name);
      if (lines == null || lines.isEmpty()) {
        to.kind(HEADER).kind(ABSENT);
      } else {
        to.kind(HEADER)
            .kind(1)
            .text(lines.size() == 1 ? lines.getFirst() : String.join(", ", lines));
      }
    }

    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      HeaderValues lines = exchange.getRequestHeaders().get(name);
      return lines == null ? "" : String.join(", ", lines);
    }

    @Override
    public void write(String text, KeyBytes to) {
      KeyPart.write(HEADER, text, to);
    }

    @Override
    public boolean needsIdentity() {
      return false;
    }
  }

  /** All of its texts, in the order in which the credential has them. */
  record Claim(String name) implements KeyPart {
    private static final int MANY = 255;

    @Override
    public void write(HttpServerExchange exchange, RequestContext context, KeyBytes to) {
      Identity identity = context.identity();
      List<String> texts = identity == null ? List.of() : identity.attributes().texts(name);
      start(texts.size(), to);
      for (int i = 0; i < texts.size(); i++) {
        to.text(texts.get(i));
      }
    }

    @Override
    public String text(HttpServerExchange exchange, RequestContext context) {
      Identity identity = context.identity();
      return identity == null ? "" : String.join(", ", identity.attributes().texts(name));
    }

    @Override
    public void write(String text, KeyBytes to) {
      List<String> texts = text.isEmpty() ? List.of() : List.of(text.split(", ", -1));
      start(texts.size(), to);
      texts.forEach(to::text);
    }

    /** A count in one octet, or the octet that none of these is and the count in full. */
    private static void start(int count, KeyBytes to) {
      if (count < MANY) {
        to.kind(CLAIM).kind(count);
      } else {
        to.kind(CLAIM).kind(MANY).number(count);
      }
    }
  }
}
