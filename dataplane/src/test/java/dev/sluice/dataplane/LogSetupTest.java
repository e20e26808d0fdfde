package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated
final class LogSetupTest {
  private final PrintStream before = System.err;
  private final CountDownLatch read = new CountDownLatch(1);

  @AfterEach
  void restore() throws JoranException {
    read.countDown();
    System.setErr(before);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void whoeverDoesNotReadTheLogStopsNobody() throws Exception {
    System.setErr(new PrintStream(new Unread(), true));
    LogSetup.install();
    Logger log = LoggerFactory.getLogger(LogSetupTest.class);
    Thread talker =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    log.warn("line {}", i);
                  }
                });
    assertThat(talker.join(Duration.ofSeconds(60))).isTrue();
  }

  /** A pipe that is full. */
  private final class Unread extends OutputStream {
    @Override
    public void write(int octet) {
      try {
        read.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
