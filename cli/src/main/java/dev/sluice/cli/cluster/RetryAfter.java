package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Notes the {@code Retry-After} (RFC 9110 section 10.2.3, in seconds) of the last answer. */
public final class RetryAfter implements Interceptor {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  private volatile Duration last = Duration.ZERO;

  /** Zero: there was none. */
  Duration last() {
    return last;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    String value = response.header("Retry-After");
    last =
        value != null && SECONDS.matcher(value).matches()
            ? Duration.ofSeconds(Long.parseLong(value))
            : Duration.ZERO;
  }
}
