package dev.sluice.dataplane.observe.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
  @Test
  void closeWritesWhatIsQueued() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AccessLog log = AccessLog.writingTo(out);
    for (int i = 0; i < 5_000; i++) {
      log.add(Entries.entry("/" + i, ""));
    }
    log.close();
    assertThat(log.dropped()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(5_000);
  }

  @Test
  void aWriterThatHangsDropsLinesAndHoldsNobodyUp() throws Exception {
    Gate out = new Gate();
    AccessLog log = AccessLog.writingTo(out);
    log.add(Entries.unrouted());
    out.entered.await();
    for (int i = 0; i < AccessLog.CAPACITY + 100; i++) {
      log.add(Entries.unrouted());
    }
    assertThat(log.dropped()).isEqualTo(100);
    out.open.countDown();
    log.close();
    assertThat(out.written.toString(StandardCharsets.UTF_8).lines())
        .hasSize(AccessLog.CAPACITY + 1);
  }

  @Test
  void linesThatCannotBeWrittenAreCountedAndTheNextOnesAreWhole() {
    Broken out = new Broken();
    AccessLog log = AccessLog.writingTo(out);
    log.add(Entries.unrouted());
    await().until(() -> log.dropped() == 1);
    out.broken = false;
    log.add(Entries.unrouted());
    log.close();
    assertThat(log.dropped()).isEqualTo(1);
    assertThat(out.written.toString(StandardCharsets.UTF_8))
        .isEqualTo("{half\n" + Entries.line(Entries.unrouted()));
  }

  @Test
  void whatComesAfterCloseIsCountedAsDropped() {
    AccessLog log = AccessLog.writingTo(OutputStream.nullOutputStream());
    log.close();
    log.add(Entries.unrouted());
    assertThat(log.dropped()).isEqualTo(1);
  }

  @Test
  void aFileIsAppendedTo(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    Files.writeString(file, "before\n");
    AccessLog log = AccessLog.open(new LogTarget.File(file)).orElseThrow();
    log.add(Entries.unrouted());
    log.close();
    assertThat(file).content().isEqualTo("before\n" + Entries.line(Entries.unrouted()));
  }

  @Test
  void afterARenameLinesGoToANewFileOfTheOldName(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    Path rotated = dir.resolve("access.log.1");
    try (AccessLog log = AccessLog.open(new LogTarget.File(file)).orElseThrow()) {
      log.add(Entries.entry("/first", ""));
      await().until(() -> Files.size(file) > 0);
      Files.move(file, rotated);
      await()
          .until(
              () -> {
                log.add(Entries.entry("/later", ""));
                return Files.exists(file) && Files.size(file) > 0;
              });
    }
    assertThat(rotated).content().startsWith(Entries.line(Entries.entry("/first", "")));
    assertThat(file).content().startsWith(Entries.line(Entries.entry("/later", "")));
  }

  @Test
  void aFileThatCannotBeOpenedIsAnErrorThatNamesItAndTheCure(@TempDir Path dir) {
    Path file = dir.resolve("no-such-directory").resolve("access.log");
    assertThatThrownBy(() -> AccessLog.open(new LogTarget.File(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("directory writable");
  }

  @Test
  void targetsAreNamedAsOnTheCommandLine() {
    assertThat(LogTarget.parse("off")).isEqualTo(new LogTarget.Off());
    assertThat(LogTarget.parse("stdout")).isEqualTo(new LogTarget.Stdout());
    assertThat(LogTarget.parse("/var/log/a.log"))
        .isEqualTo(new LogTarget.File(Path.of("/var/log/a.log")));
  }

  /** Lets no byte through before it is opened. */
  private static final class Gate extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      entered.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.write(bytes, offset, length);
    }
  }

  /** A disk that is full in the middle of a line. */
  private static final class Broken extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean broken = true;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (broken) {
        written.writeBytes("{half".getBytes(StandardCharsets.UTF_8));
        throw new IOException("No space left on device");
      }
      written.write(bytes, offset, length);
    }
  }
}
