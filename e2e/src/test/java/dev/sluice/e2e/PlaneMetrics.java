package dev.sluice.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one data plane tells Prometheus. */
record PlaneMetrics(InetSocketAddress plane) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Empty if it tells nothing of it now.
   *
   * @param series name, with labels as they are written
   */
  Optional<Double> value(String series) throws InterruptedException {
    try {
      String page =
          CLIENT
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://" + plane.getHostString() + ":9902/metrics"))
                      .timeout(Duration.ofSeconds(20))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      Matcher line =
          Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
              .matcher(page);
      return line.find() ? Optional.of(Double.valueOf(line.group(1))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
