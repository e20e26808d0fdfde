package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.connect;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HX10: what is no handshake ends soon, and harms nobody else. */
final class HandshakeAttackTest {
  @SuppressWarnings("NullAway.Init") // JUnit calls start() first.
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.serving(
            answering(listener("cert"))
                .secret(AUTHORITY.issue("a.test").section(Config.key("cert"))));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void isAlive() {
    try (Wire wire = connect(gateway, "a.test")) {
      assertThat(wire.send(get("a.test")).response().status()).isEqualTo(200);
    }
  }

  /** A ClientHello as the JDK sends it, in its record. */
  private static byte[] hello(String serverName) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      engine.setSSLParameters(parameters);
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), out);
      byte[] bytes = new byte[out.flip().remaining()];
      out.get(bytes);
      return bytes;
    } catch (NoSuchAlgorithmException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with a server name of 300 bytes, lengths corrected. */
  private static byte[] helloWithLongName() {
    String placeholder = "x".repeat(60) + ".test";
    byte[] hello = hello(placeholder);
    byte[] name = placeholder.getBytes(StandardCharsets.US_ASCII);
    int at = indexOf(hello, name);
    int more = 300 - name.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(hello, 0, at);
    out.writeBytes("y".repeat(300).getBytes(StandardCharsets.US_ASCII));
    out.write(hello, at + name.length, hello.length - at - name.length);
    byte[] longer = out.toByteArray();
    add(longer, 3, more);
    add(longer, 7, more);
    int extensions = 9 + 2 + 32;
    extensions += 1 + longer[extensions];
    extensions += 2 + (((longer[extensions] & 0xff) << 8) | (longer[extensions + 1] & 0xff));
    extensions += 1 + longer[extensions];
    add(longer, extensions, more);
    add(longer, at - 2, more);
    add(longer, at - 5, more);
    add(longer, at - 7, more);
    return longer;
  }

  private static void add(byte[] bytes, int at, int more) {
    int value = (((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff)) + more;
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  /** A handshake message that says it is far larger than any, in many records. */
  private static byte[] oversized() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] share = new byte[16_000];
    share[0] = 1;
    share[1] = (byte) 0xff;
    share[2] = (byte) 0xff;
    share[3] = (byte) 0xff;
    for (int i = 0; i < 40; i++) {
      out.writeBytes(new byte[] {22, 3, 1, (byte) (share.length >> 8), (byte) share.length});
      out.writeBytes(share);
      share = new byte[16_000];
    }
    return out.toByteArray();
  }

  private static byte[] noise(int length, int first) {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    noise[0] = (byte) first;
    return noise;
  }

  static Stream<byte[]> whatIsNoHandshake() {
    byte[] hello = hello("a.test");
    byte[] corrupt = hello.clone();
    corrupt[5] = 99;
    byte[] truncatedInside = hello.clone();
    truncatedInside[8] = 5;
    return Stream.of(
        "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII),
        noise(4_096, 0),
        noise(4_096, 22),
        noise(4_096, 0x80),
        corrupt,
        truncatedInside,
        helloWithLongName(),
        oversized(),
        // An alert, application data and a change of ciphers where a ClientHello should be.
        new byte[] {21, 3, 3, 0, 2, 2, 40},
        new byte[] {23, 3, 3, 0, 3, 1, 2, 3},
        new byte[] {20, 3, 3, 0, 1, 1});
  }

  @ParameterizedTest
  @MethodSource("whatIsNoHandshake")
  void whatIsNoHandshakeEndsTheConnectionAndNoOther(byte[] bytes) {
    try (Wire other = connect(gateway, "a.test");
        Wire attacker = Wire.connect(Https.port(gateway))) {
      try {
        attacker.send(bytes);
        attacker.shutdownOutput();
      } catch (RuntimeException e) {
        // The other side may have closed before all was sent.
      }
      attacker.awaitEnd();
      assertThat(other.send(get("a.test")).response().status()).isEqualTo(200);
    }
    isAlive();
  }

  /** Half of them say nothing, half send a part of a ClientHello. */
  @Test
  void aThousandHalfHandshakesAreGoneAfterTheirTimeAndOthersAreServedMeanwhile()
      throws IOException {
    byte[] hello = hello("a.test");
    List<Socket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = new Socket();
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Https.port(gateway)));
        if (i % 2 == 0) {
          socket.getOutputStream().write(hello, 0, 1 + i % (hello.length - 1));
        }
        half.add(socket);
      }
      isAlive();
      for (Socket socket : half) {
        socket.setSoTimeout(60_000);
        assertThat(readsEnd(socket)).isTrue();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> gateway.admin("/metrics").text().contains("sluice_downstream_connections 0.0"));
      isAlive();
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private static boolean readsEnd(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
      })
  void weakCiphersAreNotSpoken(String cipher) throws IOException {
    try (SSLSocket socket = socket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.2"});
      parameters.setCipherSuites(new String[] {cipher});
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    isAlive();
  }

  @Test
  void theServersOrderOfCiphersCounts() throws IOException {
    try (SSLSocket socket = socket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.2"});
      parameters.setCipherSuites(
          new String[] {
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
          });
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite())
          .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
  }

  @Test
  void onlyHttpOfThisVersionIsAgreedOn() throws IOException {
    try (SSLSocket socket = socket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  /**
   * The JDK's client asks for a new handshake on an old connection when it is told to start one.
   */
  @Test
  void aRenegotiationEndsTheConnection() throws IOException {
    try (SSLSocket socket = socket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getOutputStream().write(get("a.test").getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
    }
    isAlive();
  }

  private static SSLSocket socket() throws IOException {
    SSLSocket socket = (SSLSocket) AUTHORITY.client().getSocketFactory().createSocket();
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Https.port(gateway)));
    return socket;
  }
}
