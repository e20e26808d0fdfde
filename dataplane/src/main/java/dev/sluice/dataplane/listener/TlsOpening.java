package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** What follows the header of the PROXY protocol where that is not HTTP at once. */
final class TlsOpening implements OpenListener {
  private final OpenListener http;
  private final Consumer<StreamConnection> opening;

  TlsOpening(OpenListener http, Consumer<StreamConnection> opening) {
    this.http = http;
    this.opening = opening;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    opening.accept(connection);
  }

  @Override
  public HttpHandler getRootHandler() {
    return http.getRootHandler();
  }

  @Override
  public void setRootHandler(HttpHandler handler) {
    http.setRootHandler(handler);
  }

  @Override
  public OptionMap getUndertowOptions() {
    return http.getUndertowOptions();
  }

  @Override
  public void setUndertowOptions(OptionMap options) {
    http.setUndertowOptions(options);
  }

  @Override
  public ByteBufferPool getBufferPool() {
    return http.getBufferPool();
  }

  @Override
  public @Nullable ConnectorStatistics getConnectorStatistics() {
    return http.getConnectorStatistics();
  }
}
