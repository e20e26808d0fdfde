package dev.sluice.dataplane;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/**
 * The process's own log: to standard error, since standard output belongs to the access log. Set up
 * in code, because looking for and parsing XML costs start-up time.
 *
 * <p>Lines are written by a thread of their own: whoever does not read standard error must not stop
 * an I/O thread that has something to say. What does not fit into the queue is lost.
 */
public final class LogSetup {
  private static final int QUEUE = 4_096;
  private static final int FLUSH_MILLIS = 2_000;

  private LogSetup() {}

  /**
   * @param mute loggers whose warnings nobody can use
   */
  public static void install(String... mute) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger("ROOT");
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.setMaxFlushTime(FLUSH_MILLIS);
    queue.addAppender(standardError(context));
    queue.start();
    root.addAppender(queue);
    root.setLevel(Level.INFO);
    context.getLogger("io.undertow").setLevel(Level.WARN);
    context.getLogger("org.xnio").setLevel(Level.WARN);
    context.getLogger("org.jboss").setLevel(Level.WARN);
    for (String name : mute) {
      context.getLogger(name).setLevel(Level.ERROR);
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> writeAtOnce(root, queue, context), "log"));
  }

  /** The process ends, and others may still tell how: no line waits from now on. */
  private static void writeAtOnce(Logger root, AsyncAppender queue, LoggerContext context) {
    root.addAppender(standardError(context));
    root.detachAppender(queue);
    queue.stop();
  }

  private static Appender<ILoggingEvent> standardError(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    // Line breaks of a message stay visible as such: a log line is one line.
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{0} - %replace(%msg){'[\\r\\n]+', '\\\\\\\\n'}%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
