package dev.sluice.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * etcd and kube-apiserver as processes of this one, at the loopback, with RBAC in force and the
 * committed CRDs applied. Nobody runs pods or fills EndpointSlices: tests do.
 */
public final class ApiServer implements AutoCloseable {
  private static final String ADMIN_TOKEN = "admin-token";
  private static final long START_SECONDS = 180;

  private final KubeTools tools;
  private final Path directory;
  private final int etcdPort = freePort();
  private final int etcdPeerPort = freePort();
  private final int port = freePort();
  private @Nullable KubernetesClient admin;
  private final List<KubernetesClient> clients = new ArrayList<>();
  private @Nullable Process etcd;
  private @Nullable Process server;

  private ApiServer(KubeTools tools, Path directory) {
    this.tools = tools;
    this.directory = directory;
  }

  /** Starts both and waits until the API is ready and the CRDs are established. */
  public static ApiServer start(KubeTools tools) {
    try {
      ApiServer started = new ApiServer(tools, Files.createTempDirectory("sluice-api-server"));
      Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
      started.writeKeys();
      started.startEtcd();
      started.startServer();
      started.applyCrds();
      return started;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the API server does not start", e);
    }
  }

  public String url() {
    return "https://127.0.0.1:" + port;
  }

  public Path certificate() {
    return directory.resolve("certs/apiserver.crt");
  }

  /** May do everything; the same for all, for each new one begins with a handshake. */
  public synchronized KubernetesClient admin() {
    KubernetesClient one = admin;
    if (one == null) {
      one = client(ADMIN_TOKEN);
      admin = one;
    }
    return one;
  }

  /** Closed together with this. */
  public KubernetesClient client(String token) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config(token)).build();
    clients.add(client);
    return client;
  }

  public Config config(String token) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url())
        .withCaCertFile(certificate().toString())
        .withOauthToken(token)
        .withConnectionTimeout(20_000)
        .withRequestTimeout(60_000)
        .withWatchReconnectInterval(100)
        .withNamespace("default")
        .build();
  }

  /** A client with the rights of a ServiceAccount, by a real token of it. */
  public KubernetesClient clientOf(String namespace, String serviceAccount) {
    return client(token(namespace, serviceAccount, null));
  }

  /** What {@code kubectl create token} gives. */
  public String token(String namespace, String serviceAccount, @Nullable String audience) {
    var request =
        new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(3600L)
            .endSpec()
            .build();
    if (audience != null) {
      request.getSpec().setAudiences(List.of(audience));
    }
    return admin()
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(serviceAccount)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  /** A namespace of its own for a test. */
  public String namespace(String prefix) {
    String name = prefix + "-" + Long.toString(System.nanoTime(), 36);
    admin()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Server-side apply with strict field validation, as kubectl does. */
  public void apply(HasMetadata object) {
    admin().resource(object).fieldManager("kubectl").forceConflicts().serverSideApply();
  }

  /** Runs kubectl as admin; its output, standard error included. */
  public KubectlResult kubectl(String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(tools.kubectl().toString());
    command.addAll(
        List.of(
            "--server=" + url(),
            "--certificate-authority=" + certificate(),
            "--token=" + ADMIN_TOKEN));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(file("input", input).toFile())
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new KubectlResult(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public record KubectlResult(int exit, String output) {}

  /** Takes the API server away, as a crash would; etcd stays. */
  public void stopServer() {
    Process running = server;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
    server = null;
  }

  /** Brings it back at the same address, with the same data. */
  public void restartServer() {
    try {
      startServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startEtcd() throws IOException {
    etcd =
        run(
            "etcd",
            List.of(
                tools.etcd().toString(),
                "--data-dir=" + directory.resolve("etcd"),
                "--unsafe-no-fsync",
                "--heartbeat-interval=10",
                "--election-timeout=100",
                "--listen-client-urls=http://127.0.0.1:" + etcdPort,
                "--advertise-client-urls=http://127.0.0.1:" + etcdPort,
                "--listen-peer-urls=http://127.0.0.1:" + etcdPeerPort,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + etcdPeerPort,
                "--initial-cluster=default=http://127.0.0.1:" + etcdPeerPort));
  }

  private void startServer() throws IOException {
    server =
        run(
            "kube-apiserver",
            List.of(
                tools.apiServer().toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + directory.resolve("certs"),
                "--token-auth-file=" + directory.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + directory.resolve("sa.key"),
                "--service-account-key-file=" + directory.resolve("sa.pub"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--disable-admission-plugins=ServiceAccount",
                "--endpoint-reconciler-type=none"));
    awaitReady();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      Process running = server;
      if (running == null || !running.isAlive()) {
        throw new IllegalStateException("kube-apiserver ended; see " + directory);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("kube-apiserver is not ready; see " + directory);
      }
      if (ready()) {
        return;
      }
      pause();
    }
  }

  private boolean ready() {
    if (!Files.exists(certificate())) {
      return false;
    }
    try (KubernetesClient probe =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(config(ADMIN_TOKEN)).withRequestRetryBackoffLimit(0).build())
            .build()) {
      return "ok".equals(probe.raw("/readyz"))
          && probe.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private void applyCrds() throws IOException {
    List<CustomResourceDefinition> crds = new ArrayList<>();
    try (Stream<Path> files = Files.walk(KubeTools.sourceTree().resolve("charts/sluice-crds"))) {
      for (Path file :
          files.filter(path -> path.toString().endsWith(".sluice.dev.yaml")).sorted().toList()) {
        try (InputStream yaml = Files.newInputStream(file)) {
          crds.add(Serialization.unmarshal(yaml, CustomResourceDefinition.class));
        }
      }
    }
    if (crds.isEmpty()) {
      throw new IllegalStateException("no CRD in charts/sluice-crds");
    }
    for (CustomResourceDefinition crd : crds) {
      admin().resource(crd).fieldManager("sluice-crds").forceConflicts().serverSideApply();
    }
    for (CustomResourceDefinition crd : crds) {
      admin()
          .resource(crd)
          .waitUntilCondition(ApiServer::isEstablished, START_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A server with little time shows a definition before it says anything of it. */
  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private void writeKeys() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    file("sa.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    file("sa.pub", pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    file("tokens.csv", ADMIN_TOKEN + ",admin,admin,\"system:masters\"\n");
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Process run(String name, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("ETCD_") || key.startsWith("KUBE"));
    return builder.start();
  }

  private void kill() {
    for (Process process : new Process[] {server, etcd}) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
    for (Process process : new Process[] {server, etcd}) {
      if (process != null) {
        process.destroyForcibly().onExit().join();
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
