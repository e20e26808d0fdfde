package dev.sluice.dataplane;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For all tests of this module: what is awaited may take its time on a machine that has other
 * things to do. A longer bound costs nothing where all is well, and who looks more often waits
 * less: there are hundreds of places that wait. JUnit finds this class by itself.
 */
public final class LongPatience implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }
}
