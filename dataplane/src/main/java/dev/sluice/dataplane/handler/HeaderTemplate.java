package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityText;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.ValuePart;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;

/** A header's name and the recipe of its value; fixed text is joined when the chain is built. */
final class HeaderTemplate {
  private final HttpString name;
  private final List<ValuePart> parts;

  HeaderTemplate(HeaderValue value, ObjectKey route) {
    this.name = HttpString.tryFromString(value.name());
    this.parts = fold(value.value(), route);
  }

  HttpString name() {
    return name;
  }

  String render(HttpServerExchange exchange, RequestContext context) {
    if (parts.size() == 1 && parts.getFirst() instanceof ValuePart.Text text) {
      return text.text();
    }
    StringBuilder value = new StringBuilder();
    for (ValuePart part : parts) {
      switch (part) {
        case ValuePart.Text text -> value.append(text.text());
        case ValuePart.Variable variable ->
            value.append(
                switch (variable.variable()) {
                  case CLIENT_IP -> context.clientAddress();
                  case REQUEST_ID -> context.requestId();
                  case REQUEST_HOST -> context.host();
                  case REQUEST_METHOD -> exchange.getRequestMethod().toString();
                  case REQUEST_PATH -> context.path();
                  case ROUTE_NAME -> "";
                  case IDENTITY_USER -> {
                    Identity identity = context.identity();
                    yield identity == null ? "" : IdentityText.of(identity.user());
                  }
                  case IDENTITY_TENANT -> {
                    Identity identity = context.identity();
                    yield identity == null ? "" : IdentityText.of(identity.tenant());
                  }
                });
        case ValuePart.Claim(String claim) -> {
          Identity identity = context.identity();
          if (identity != null) {
            value.append(IdentityText.of(identity.attributes().texts(claim)));
          }
        }
      }
    }
    return value.toString();
  }

  /** The route's name is known now; neighbouring texts become one. */
  private static List<ValuePart> fold(List<ValuePart> parts, ObjectKey route) {
    List<ValuePart> folded = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ValuePart part : parts) {
      switch (part) {
        case ValuePart.Text fixed -> text.append(fixed.text());
        case ValuePart.Variable(RequestVariable variable)
            when variable == RequestVariable.ROUTE_NAME ->
            text.append(route.name());
        case ValuePart.Variable variable -> {
          append(text, folded);
          folded.add(variable);
        }
        case ValuePart.Claim claim -> {
          append(text, folded);
          folded.add(claim);
        }
      }
    }
    if (!text.isEmpty() || folded.isEmpty()) {
      folded.add(new ValuePart.Text(text.toString()));
    }
    return List.copyOf(folded);
  }

  private static void append(StringBuilder text, List<ValuePart> folded) {
    if (!text.isEmpty()) {
      folded.add(new ValuePart.Text(text.toString()));
      text.setLength(0);
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
