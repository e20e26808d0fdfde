package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.e2e.browser.Chromium;
import dev.sluice.e2e.browser.RealPart;
import dev.sluice.e2e.browser.Tab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People log in with a real browser at a real issuer, through {@code sluice run}. */
final class LoginInBrowserE2E {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RESOURCES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: shop}
      spec:
        default: true
        authentication:
          providers:
          - name: people
            oidc:
              issuer: %s
              clientSecretRef: {name: login}
              postLogoutPath: /bye
              idleTimeout: 1h
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: shop, namespace: shop}
      spec:
        hostnames: [localhost]
        rules:
        - name: shop
          matches: [{path: {type: PathPrefix, value: /}}]
          auth: {providers: [people]}
          filters:
          - type: ResponseHeaderModifier
            responseHeaderModifier: {set: [{name: X-Who, value: "${identity.user}"}]}
          - {type: DirectResponse, directResponse: {statusCode: 200, contentType: text/html, body: "<h1>the shop</h1>"}}
        - name: bye
          matches: [{path: {type: Exact, value: /bye}}]
          auth: {public: true}
          filters: [{type: DirectResponse, directResponse: {statusCode: 200, contentType: text/html, body: "<h1>bye</h1>"}}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: login, namespace: shop}
      stringData: {client-id: web, client-secret: a-secret-of-the-tests}
      """;

  private static final String LOGOUTS = "sluice_oidc_logouts_total{provider=\"people\",}";
  private static final String REFRESHES =
      "sluice_oidc_refreshes_total{provider=\"people\",result=\"done\",}";
  private static final List<Process> PROCESSES = new ArrayList<>();
  private static String shop = "";
  private static String admin = "";
  private static Optional<Chromium> started = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    Path provider =
        RealPart.directory(
            "OpenID Connect provider",
            "set OIDC_PROVIDER_DIR to what tools/oidc-provider.sh --print-dir prints",
            "OIDC_PROVIDER_DIR");
    String node = RealPart.program("Node.js", "install the package nodejs", "node");
    started = Optional.of(Chromium.start());
    String issuer =
        ready(
            new ProcessBuilder(
                    node,
                    provider.resolve("issuer.mjs").toString(),
                    "web",
                    "a-secret-of-the-tests",
                    "4")
                .directory(provider.toFile()),
            "ready ");
    Files.writeString(directory.resolve("shop.yaml"), RESOURCES.formatted(issuer));
    String line =
        ready(
            new ProcessBuilder(
                JavaProcess.command(
                    "dev.sluice.cli.SluiceMain",
                    "run",
                    directory.toString(),
                    "--http-port",
                    "0",
                    "--admin-port",
                    "0")),
            "ready ");
    shop = "http://localhost:" + line.replaceAll(".*http=([0-9]+) .*", "$1");
    admin = "http://127.0.0.1:" + line.replaceAll(".*admin=([0-9]+) .*", "$1");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    started.ifPresent(Chromium::close);
    for (Process process : PROCESSES) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /** Of somebody who was never here. */
  private static Chromium browser() {
    Chromium browser = started.orElseThrow();
    browser.clearCookies();
    return browser;
  }

  private static String ready(ProcessBuilder command, String prefix) throws IOException {
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    PROCESSES.add(process);
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(prefix)) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
        return line.substring(prefix.length());
      }
    }
    throw new AssertionError(command.command() + " ended before it was ready");
  }

  @Test
  void somebodyLogsInComesBackIsRefreshedAndLogsOut() {
    Chromium browser = browser();
    double logouts = metric(LOGOUTS);
    double refreshes = metric(REFRESHES);
    Tab tab = browser.tab();
    tab.go(shop + "/cart?item=1");
    logIn(tab, "alice");
    tab.untilAt("back where she wanted to be", each -> each.equals(shop + "/cart?item=1"));
    assertThat(tab.text()).isEqualTo("the shop");
    assertThat(who(tab)).isEqualTo("200 alice");

    Map<String, JsonNode> cookies = tab.cookies(shop);
    assertThat(cookies).containsKey("sluice-people");
    JsonNode session = cookies.getOrDefault("sluice-people", MissingNode.getInstance());
    assertThat(session.path("httpOnly").asBoolean()).isTrue();
    assertThat(session.path("sameSite").asText()).isEqualTo("Lax");
    assertThat(tab.evaluate("document.cookie")).isEmpty();
    assertThat(cookies.keySet()).noneMatch(name -> name.contains(".l-"));

    // Her access token lasts four seconds: the gateway asks for new ones while she goes on.
    String first = session.path("value").asText();
    await("refreshed")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              assertThat(who(tab)).isEqualTo("200 alice");
              return metric(REFRESHES);
            },
            count -> count >= refreshes + 2);
    assertThat(tab.cookies(shop).get("sluice-people"))
        .extracting(cookie -> cookie.path("value").asText())
        .isNotEqualTo(first);

    Tab other = browser.tab();
    other.go(shop + "/other");
    other.untilAt("another tab needs no login", each -> each.equals(shop + "/other"));
    assertThat(other.text()).isEqualTo("the shop");

    tab.go(shop + "/oauth2/logout");
    tab.until("the issuer asks", "document.querySelector('button[name=logout]')");
    tab.evaluate("document.querySelector('button[name=logout][value=yes]').click()");
    tab.untilAt("logged out", each -> each.startsWith(shop + "/bye"));
    assertThat(tab.text()).isEqualTo("bye");
    assertThat(tab.cookies(shop)).isEmpty();
    assertThat(who(tab)).isEqualTo("401 ");
    tab.go(shop + "/cart");
    tab.until("she must log in again", "document.querySelector('input[name=login]')");
    assertThat(metric(LOGOUTS)).isEqualTo(logouts + 1);
  }

  @Test
  void twoTabsThatLogInAtOnceBothComeBack() {
    Chromium browser = browser();
    Tab one = browser.tab();
    Tab other = browser.tab();
    one.go(shop + "/one");
    one.until("asked to log in", "document.querySelector('input[name=login]')");
    other.go(shop + "/other");
    other.until("asked to log in", "document.querySelector('input[name=login]')");
    logIn(one, "alice");
    one.untilAt("back", each -> each.equals(shop + "/one"));
    logIn(other, "alice");
    other.untilAt("back", each -> each.equals(shop + "/other"));
    assertThat(who(one)).isEqualTo("200 alice");
    assertThat(who(other)).isEqualTo("200 alice");
  }

  @Test
  void anotherSiteCannotLogAnybodyOutAndPeopleMaySayNo() {
    Chromium browser = browser();
    Tab tab = browser.tab();
    tab.go(shop + "/");
    logIn(tab, "alice");
    tab.untilAt("back", each -> each.equals(shop + "/"));

    // A page of another site sends her there.
    Tab elsewhere = browser.tab();
    elsewhere.go(shop.replace("localhost", "127.0.0.1") + "/");
    elsewhere.untilAt("another site", each -> each.contains("127.0.0.1"));
    elsewhere.evaluate("void (location.href = '" + shop + "/oauth2/logout')");
    elsewhere.until("she is asked", "document.querySelector('form button')");
    assertThat(elsewhere.text()).contains("Do you want to log out?");
    assertThat(who(tab)).isEqualTo("200 alice");
    elsewhere.evaluate("document.querySelector('form button').click()");
    elsewhere.until("it was she", "document.querySelector('button[name=logout]')");
    assertThat(who(tab)).isEqualTo("401 ");
  }

  /** At the pages of the issuer: a name, any password, and consent. */
  private static void logIn(Tab tab, String name) {
    tab.until("asked to log in", "document.querySelector('input[name=login]')");
    tab.evaluate(
        "document.querySelector('input[name=login]').value='"
            + name
            + "';document.querySelector('input[name=password]').value='any';"
            + "document.querySelector('form').submit()");
    tab.until(
        "asked for consent, or back",
        "location.hostname === 'localhost'"
            + " || document.readyState === 'complete' && !document.querySelector('input[name=login]')"
            + " && document.querySelector('form')");
    tab.evaluate("location.hostname === 'localhost' || document.querySelector('form').submit()");
  }

  /** Status and owner of what a script of the page gets. */
  private static String who(Tab tab) {
    return tab.evaluate(
        "fetch('/api').then(answer => answer.status + ' ' + (answer.headers.get('X-Who') || ''))");
  }

  private static double metric(String name) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(admin + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString());
      return page.body()
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
