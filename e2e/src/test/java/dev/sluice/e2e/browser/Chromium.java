package dev.sluice.e2e.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A browser without a window and with nothing in it: no cookie, no history. */
public final class Chromium implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String SAYS = "DevTools listening on ";

  private final Process process;
  private final Path profile;
  private final DevTools tools;

  private Chromium(Process process, Path profile, DevTools tools) {
    this.process = process;
    this.profile = profile;
    this.tools = tools;
  }

  /** Skips the test where there is none, but in CI. */
  public static Chromium start() {
    String program =
        RealPart.program(
            "Chromium",
            "install the package chromium",
            "chromium",
            "chromium-browser",
            "google-chrome");
    try {
      Path profile = Files.createTempDirectory("chromium-");
      List<String> command =
          new ArrayList<>(
              List.of(
                  program,
                  "--headless=new",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "--no-first-run",
                  "--no-default-browser-check",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--no-proxy-server"));
      if ("root".equals(System.getProperty("user.name"))) {
        command.add("--no-sandbox");
      }
      command.add("about:blank");
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return new Chromium(process, profile, DevTools.connect(address(process)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chromium says on its standard error where it listens, and much else before and after. */
  private static String address(Process process) {
    CompletableFuture<String> address = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                  if (line.startsWith(SAYS)) {
                    address.complete(line.substring(SAYS.length()).strip());
                  }
                }
              } catch (IOException e) {
                // It has ended.
              }
              address.completeExceptionally(new IOException("Chromium ended"));
            });
    try {
      return address.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("Chromium does not start", e);
    }
  }

  /** Another page, with the cookies of the others. */
  public Tab tab() {
    return Tab.open(tools);
  }

  /** Nobody was here before. */
  public void clearCookies() {
    tools.ask("", "Storage.clearCookies", DevTools.object());
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // It lies in the directory for what is of no use to anybody.
    }
  }
}
