package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A request of an open loop.
 *
 * @param status that its answer has
 * @param counted whether its latency is part of the result; others are there to disturb
 */
record Call(byte[] request, int status, boolean counted) {
  static Call get(int port, String path) {
    return of("127.0.0.1:" + port, path, "", 200, true);
  }

  /**
   * @param file lines of {@code STATUS counted|aside HOST PATH TOKEN}
   */
  static List<Call> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" ", -1))
        .map(
            words ->
                of(
                    words[2],
                    words[3],
                    "\r\nAuthorization: Bearer " + words[4],
                    Integer.parseInt(words[0]),
                    words[1].equals("counted")))
        .toList();
  }

  private static Call of(String host, String path, String fields, int status, boolean counted) {
    String text = "GET " + path + " HTTP/1.1\r\nHost: " + host + fields + "\r\n\r\n";
    return new Call(text.getBytes(StandardCharsets.US_ASCII), status, counted);
  }
}
