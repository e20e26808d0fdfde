package dev.sluice.dataplane.hardening;

import dev.sluice.snapshot.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that keeps every byte, reads strictly, and answers what is whole. */
final class RawBackend implements AutoCloseable {
  private static final byte[] OK =
      StrictRequest.octets("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  private final ServerSocket server;
  private final List<StrictRequest.Whole> whole = new CopyOnWriteArrayList<>();
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  RawBackend() {
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        kept.write(buffer, 0, count);
        kept = answer(kept.toByteArray(), socket);
      }
    } catch (IOException e) {
      // The other side ended it.
    } finally {
      sockets.remove(socket);
    }
  }

  private ByteArrayOutputStream answer(byte[] bytes, Socket socket) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      switch (StrictRequest.parse(bytes, at)) {
        case StrictRequest.Whole request -> {
          whole.add(request);
          at = request.end();
          socket.getOutputStream().write(OK);
        }
        case StrictRequest.Broken(var why) -> {
          broken.add(why);
          throw new IOException(why);
        }
        case StrictRequest.Partial partial -> {
          ByteArrayOutputStream rest = new ByteArrayOutputStream();
          rest.write(bytes, at, bytes.length - at);
          return rest;
        }
      }
    }
    return new ByteArrayOutputStream();
  }

  /** Requests that arrived in full, in order. */
  List<StrictRequest.Whole> whole() {
    return whole;
  }

  /** What arrived and is no request: must stay empty, whatever clients send. */
  List<String> broken() {
    return broken;
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
