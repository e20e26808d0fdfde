package dev.sluice.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Logs of the operator: one line each, on standard error. */
final class LogSetup {
  /** Libraries that tell more at INFO than an administrator can use. */
  private static final List<String> QUIET =
      List.of("io.undertow", "org.xnio", "org.jboss", "io.fabric8", "io.javaoperatorsdk");

  /** Stack traces for a connection that ended, which the watches tell in a line of their own. */
  private static final List<String> MUTE =
      List.of(
          "io.fabric8.kubernetes.client.jdkhttp",
          "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
          "io.fabric8.kubernetes.client.informers.impl.cache.Reflector");

  private LogSetup() {}

  static void install() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    // Line breaks in a message stay visible as such: what a resource says must not forge a line.
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{0} -"
            + " %replace(%msg){'[\\r\\n]+', '\\\\\\\\n'}%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger("ROOT").addAppender(appender);
    context.getLogger("ROOT").setLevel(Level.INFO);
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    MUTE.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
  }
}
