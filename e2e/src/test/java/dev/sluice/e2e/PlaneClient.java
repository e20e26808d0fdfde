package dev.sluice.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A keep-alive connection to one data plane, for benchmarks that ask until an answer is new. */
record PlaneClient(Socket socket, InputStream in) {
  static PlaneClient connect(InetSocketAddress plane) throws IOException {
    Socket socket = new Socket();
    socket.connect(plane, 5_000);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return new PlaneClient(socket, new BufferedInputStream(socket.getInputStream()));
  }

  /** Asks all, every millisecond, until each has answered with this body. */
  static void awaitAll(List<PlaneClient> clients, String host, String body)
      throws IOException, InterruptedException {
    for (PlaneClient client : clients) {
      while (!client.get(host).equals(body)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  String get(String host) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
