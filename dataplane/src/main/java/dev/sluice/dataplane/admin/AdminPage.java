package dev.sluice.dataplane.admin;

import io.undertow.server.HttpServerExchange;

/** What a path of the admin port answers. Runs on the admin port's own thread. */
@FunctionalInterface
public interface AdminPage {
  AdminReply get(HttpServerExchange exchange);
}
