package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.browser.Chromium;
import dev.sluice.e2e.browser.Tab;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What pages may do is for a real browser to say: one page that is allowed and one of the same site
 * that is not, to both of which the browser adds the cookie of the API.
 */
final class CorsInBrowserE2E {
  private static final String RESOURCES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: shop}
      spec:
        default: true
        authentication:
          providers:
          - {name: partners, apiKey: {secretSelector: {matchLabels: {keys: partners}}, from: [{cookie: k}]}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: pages, namespace: shop}
      spec:
        hostnames: [app.shop.localhost, evil.shop.localhost]
        rules:
        - filters: [{type: DirectResponse, directResponse: {statusCode: 200, contentType: text/html, body: "<h1>page</h1>"}}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: api, namespace: shop}
      spec:
        hostnames: [api.shop.localhost]
        cors:
          allowOrigins: ['regex:http://app\\.shop\\.localhost:[0-9]+']
          allowMethods: [GET, PUT]
          allowHeaders: [x-page]
          exposeHeaders: [X-Total]
          allowCredentials: true
        rules:
        - name: open
          matches: [{path: {type: PathPrefix, value: /open}}]
          filters:
          - {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Total, value: "7"}, {name: X-Hidden, value: "8"}]}}
          - {type: DirectResponse, directResponse: {statusCode: 200, contentType: text/html, body: open}}
        - name: known
          matches: [{path: {type: PathPrefix, value: /known}}]
          auth: {providers: [partners]}
          filters: [{type: DirectResponse, directResponse: {statusCode: 200, contentType: text/plain, body: known}}]
        - name: sockets
          matches: [{path: {type: PathPrefix, value: /socket}}]
          auth: {providers: [partners]}
          backendRefs: [{name: echo}]
        - name: nothing
          matches: [{path: {type: PathPrefix, value: /nothing}}]
          backendRefs: [{name: missing}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: plain, namespace: shop}
      spec:
        hostnames: [api.shop.localhost]
        rules:
        - name: sockets
          matches: [{path: {type: PathPrefix, value: /plain-socket}}]
          auth: {providers: [partners]}
          backendRefs: [{name: echo}]
        - name: plain
          matches: [{path: {type: PathPrefix, value: /plain}}]
          filters: [{type: DirectResponse, directResponse: {statusCode: 200, contentType: text/plain, body: plain}}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: echo, namespace: shop}
      spec: {target: {static: [{address: 127.0.0.1, port: %s}]}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: alice, namespace: shop, labels: {keys: partners}}
      stringData: {key: a-key-of-nobody-0123456789, owner: alice}
      """;

  private static final List<Process> processes = new ArrayList<>();
  private static String port = "";

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    String echo = ready("echo", "--port", "0");
    Files.writeString(directory.resolve("shop.yaml"), RESOURCES.formatted(echo));
    port = ready("run", directory.toString(), "--http-port", "0", "--admin-port", "0");
  }

  /** The port at which it serves. */
  private static String ready(String... arguments) throws IOException {
    Process process =
        new ProcessBuilder(JavaProcess.command("dev.sluice.cli.SluiceMain", arguments))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("ready http=")) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
        return line.replaceAll("ready http=([0-9]+).*", "$1");
      }
    }
    throw new AssertionError(List.of(arguments) + " ended before it was ready");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static String at(String name) {
    return "http://" + name + ".shop.localhost:" + port;
  }

  private static Tab page(Chromium browser, String name) {
    Tab tab = browser.tab();
    tab.go(at(name) + "/open/");
    tab.untilAt("the page of " + name, each -> each.startsWith(at(name)));
    return tab;
  }

  /** Status, body and two headers as a page reads them; or that it may not. */
  private static String reads(Tab tab, String target, String how) {
    return tab.evaluate(
        "fetch('"
            + at("api")
            + target
            + "', "
            + how
            + ").then(async r => [r.status, await r.text(), r.headers.get('X-Total'),"
            + " r.headers.get('X-Hidden')].join(' ')).catch(e => 'may not')");
  }

  /** What comes back through a WebSocket; or that there is none. */
  private static String hears(Tab tab, String target) {
    return tab.evaluate(
        "new Promise(done => { const s = new WebSocket('ws://api.shop.localhost:"
            + port
            + target
            + "'); s.onopen = () => s.send('hello'); s.onmessage = m => { done(m.data); s.close(); };"
            + " s.onerror = () => done('none'); })");
  }

  @Test
  void aPageThatIsAllowedReadsAnswersThoseOfTheGatewayItselfIncluded() {
    try (Chromium browser = Chromium.start()) {
      Tab app = page(browser, "app");
      assertThat(reads(app, "/open", "{}")).isEqualTo("200 open 7 ");
      assertThat(reads(app, "/known", "{}")).startsWith("401 ").contains("UNAUTHENTICATED");
      assertThat(reads(app, "/nothing", "{}")).startsWith("500 ").contains("requestId");
      // Without the policy the browser keeps it from every other page.
      assertThat(reads(app, "/plain", "{}")).isEqualTo("may not");

      Tab evil = page(browser, "evil");
      for (String target : List.of("/open", "/known", "/nothing", "/plain")) {
        assertThat(reads(evil, target, "{}")).as(target).isEqualTo("may not");
      }
      Tab own = page(browser, "api");
      assertThat(reads(own, "/open", "{}")).isEqualTo("200 open 7 8");
    }
  }

  @Test
  void aPreflightDecidesWhatIsSent() {
    try (Chromium browser = Chromium.start()) {
      Tab app = page(browser, "app");
      assertThat(reads(app, "/open", "{method: 'PUT', headers: {'X-Page': '1'}}"))
          .startsWith("200 open");
      assertThat(reads(app, "/open", "{method: 'DELETE'}")).isEqualTo("may not");
      assertThat(reads(app, "/open", "{headers: {'X-Other': '1'}}")).isEqualTo("may not");
      assertThat(reads(page(browser, "evil"), "/open", "{method: 'PUT'}")).isEqualTo("may not");
    }
  }

  @Test
  void aCookieComesAlongForThePageThatIsAllowedOnly() {
    try (Chromium browser = Chromium.start()) {
      Tab own = page(browser, "api");
      own.evaluate("document.cookie = 'k=a-key-of-nobody-0123456789; path=/'");
      assertThat(reads(own, "/known", "{}")).startsWith("200 known");
      String withCookies = "{credentials: 'include'}";
      assertThat(reads(page(browser, "app"), "/known", withCookies)).startsWith("200 known");
      assertThat(reads(page(browser, "app"), "/known", "{credentials: 'omit'}")).startsWith("401 ");
      assertThat(reads(page(browser, "evil"), "/known", withCookies)).isEqualTo("may not");
    }
  }

  /** Browsers add the cookie to the handshake of every page of the site, and ask nobody before. */
  @Test
  void aWebSocketOpensForThePageThatIsAllowedOnly() {
    try (Chromium browser = Chromium.start()) {
      Tab own = page(browser, "api");
      assertThat(hears(own, "/socket")).isEqualTo("none");
      own.evaluate("document.cookie = 'k=a-key-of-nobody-0123456789; path=/'");
      assertThat(hears(own, "/socket")).isEqualTo("hello");
      assertThat(hears(own, "/plain-socket")).isEqualTo("hello");
      Tab app = page(browser, "app");
      assertThat(hears(app, "/socket")).isEqualTo("hello");
      assertThat(hears(app, "/plain-socket")).isEqualTo("none");
      Tab evil = page(browser, "evil");
      assertThat(hears(evil, "/socket")).isEqualTo("none");
      assertThat(hears(evil, "/plain-socket")).isEqualTo("none");
    }
  }
}
