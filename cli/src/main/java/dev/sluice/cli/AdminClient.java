package dev.sluice.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads pages of the admin port of one data plane. */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI base;

  /**
   * @throws UserError if that is no address of a server
   */
  AdminClient(String url) {
    try {
      base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (IllegalArgumentException e) {
      throw UserError.ofUsage("--admin " + url + ": must be a URL, as http://127.0.0.1:9901");
    }
    if (base.getHost() == null || !String.valueOf(base.getScheme()).startsWith("http")) {
      throw UserError.ofUsage("--admin " + url + ": must be a URL, as http://127.0.0.1:9901");
    }
  }

  String get(String path) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new UserError(
            this + path + " answers " + response.statusCode() + ": is this an admin port?");
      }
      return response.body();
    } catch (IOException e) {
      throw new UserError(
          this
              + path
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "): does the data plane run, and is this its --admin-port?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
