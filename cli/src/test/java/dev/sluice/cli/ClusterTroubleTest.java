package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.cli.ScriptedCluster.Answer;
import dev.sluice.cli.cluster.ClusterTrouble;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do with an API server that does not answer as it should. */
final class ClusterTroubleTest {
  private static final Answer FINE = new Answer(200, "", "");
  private static final Answer STARTING = new Answer(429, "1", "storage is (re)initializing");
  private static final String ROUTES = "gatewayroutes";

  private final ScriptedCluster cluster = new ScriptedCluster();
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit sets the directory.
  ClusterTroubleTest() throws IOException {}

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Sluice.Said routes() throws IOException {
    return Sluice.run("routes", "--kubeconfig", cluster.kubeconfig(directory).toString());
  }

  private String trouble() throws IOException {
    Sluice.Said said = routes();
    assertThat(said.exit()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).startsWith("sluice: the cluster at http://127.0.0.1:").hasLineCount(1);
    return said.err();
  }

  @Test
  void aStorageThatIsJustBeingMadeIsAskedAgainUntilItIsThere() throws IOException {
    cluster.say(ROUTES, STARTING, new Answer(503, "", "apiserver is starting"), FINE);
    Sluice.Said said = routes();
    // It was read, and there is nothing in it.
    assertThat(said.err()).contains("there is no DataPlane");
    assertThat(Collections.frequency(cluster.asked(), ROUTES)).isEqualTo(3);
  }

  @Test
  void aPauseThatIsLongerThanAnybodyWaitsIsNotBegun() throws IOException {
    cluster.say(ROUTES, new Answer(429, "3600", "too many requests"));
    assertThat(trouble())
        .contains("is busy or still starting (429, too many requests): try again in a moment");
    assertThat(Collections.frequency(cluster.asked(), ROUTES)).isEqualTo(1);
  }

  @Test
  void whoIsNotKnownHearsThatTheCredentialsAreAtFault() throws IOException {
    cluster.say("dataplanes", new Answer(401, "", "Unauthorized"));
    assertThat(trouble()).contains("does not accept your credentials (401)").contains("--context");
  }

  @Test
  void whoMayNotHearsTheVerbsAndTheKindsThatAreMissing() throws IOException {
    Answer no = new Answer(403, "", "forbidden");
    cluster.say(ROUTES, no).say("ratelimitpolicies", no);
    assertThat(trouble())
        .contains(
            "does not let you list gatewayroutes.sluice.dev, ratelimitpolicies.sluice.dev in all"
                + " namespaces (403)")
        .contains("verbs get and list");
  }

  @Test
  void aKindThatIsNotInstalledComesWithTheCommandThatInstallsIt() throws IOException {
    cluster.say("ratelimitpolicies", new Answer(404, "", "page not found"));
    assertThat(trouble())
        .contains("does not know ratelimitpolicies.sluice.dev (404)")
        .contains("kubectl apply --server-side -f charts/sluice-crds/templates");
  }

  @Test
  void anyOtherAnswerIsToldAsItIs() throws IOException {
    cluster.say(ROUTES, new Answer(500, "", "etcdserver: request timed out"));
    assertThat(trouble()).contains("it answers 500, etcdserver: request timed out");
  }

  @Test
  void nobodyThereIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(troubleAt("https://127.0.0.1:" + port)).contains("it refuses connections");
  }

  @Test
  void aServerWithoutTlsIsToldApartFromOneThatIsAway() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerPlainly(server));
      assertThat(troubleAt("https://127.0.0.1:" + server.getLocalPort()))
          .contains("cannot be talked to by TLS");
    }
  }

  private static void answerPlainly(ServerSocket server) {
    try (Socket client = server.accept()) {
      client
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      // Until the client has gone.
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client went first.
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsToldAsSuch() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(ServingCertificate.make(directory, "localhost").context()));
    server.start();
    try {
      assertThat(troubleAt("https://localhost:" + server.getAddress().getPort()))
          .contains("has a certificate that is not of the authority in your kubeconfig");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void silenceAndUnknownNamesAreToldApart() {
    assertThat(of(new HttpConnectTimeoutException("HTTP connect timed out")))
        .startsWith("cannot be reached: nothing answers at that address");
    assertThat(of(new HttpTimeoutException("request timed out")))
        .startsWith("takes the connection, and does not answer in time");
    ConnectException unresolved = new ConnectException();
    unresolved.initCause(new UnresolvedAddressException());
    assertThat(of(unresolved)).startsWith("cannot be reached: its name is not known");
    assertThat(of(new IOException("stream was reset")))
        .isEqualTo("cannot be read: stream was reset; check the kubeconfig");
  }

  private static String of(IOException cause) {
    return ClusterTrouble.of(new KubernetesClientException("failed", cause), List::of);
  }

  private String troubleAt(String url) throws IOException {
    Sluice.Said said =
        Sluice.run("routes", "--kubeconfig", ScriptedCluster.kubeconfig(directory, url).toString());
    assertThat(said.exit()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).startsWith("sluice: the cluster at " + url).hasLineCount(1);
    return said.err();
  }
}
