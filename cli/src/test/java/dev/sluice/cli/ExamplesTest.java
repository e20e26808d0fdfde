package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.DataplaneOptions;
import dev.sluice.dataplane.observe.log.LogTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every directory of {@code examples/} compiles without a word, and is served as it says. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** Only Deployments, which no command reads; kubectl applies them in a cluster. */
  private static final String CLUSTER_ONLY = "quickstart-cluster";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private EchoServer first;
  private EchoServer second;
  private Dataplane dataplane;
  private int port;
  private int httpsPort;

  @SuppressWarnings("NullAway.Init") // JUnit calls start() first.
  ExamplesTest() {}

  @BeforeEach
  void start() throws IOException {
    first = EchoServer.start("127.0.0.1", 0, "first");
    second = EchoServer.start("127.0.0.1", 0, "second");
    dataplane =
        Dataplane.start(
            DataplaneOptions.local(0)
                .withAddress(InetAddress.getLoopbackAddress())
                .withAccessLog(new LogTarget.Off()));
  }

  @AfterEach
  void stop() {
    dataplane.close();
    first.close();
    second.close();
  }

  static Stream<Path> directories() throws IOException {
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      return all
          .filter(
              path ->
                  !path.endsWith("pipelines")
                      && !path.endsWith(CLUSTER_ONLY)
                      && !path.endsWith("quickstart-local"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("directories")
  void everyExampleCompilesWithoutAWord(Path example) {
    List<Path> files =
        example.endsWith("quickstart")
            ? List.of(example, EXAMPLES.resolve("quickstart-local"))
            : List.of(example);
    assertThat(
            Resources.load(files).compile(false, LastGood.NOTHING, new CompileCache()).problems())
        .isEmpty();
  }

  @Test
  void theQuickstartIsGoodForAClusterToo() {
    assertThat(
            Resources.load(List.of(EXAMPLES.resolve("quickstart")))
                .compile(true, LastGood.NOTHING, new CompileCache())
                .hasErrors())
        .isFalse();
  }

  @Test
  void theQuickstartServesBothServices() throws IOException {
    serve("quickstart", "quickstart-local");
    assertThat(echoed("hello.example.com", "/").path("name").asText()).isEqualTo("first");
    assertThat(namesOf(60, "shop.example.com", "/orders/17"))
        .containsExactlyInAnyOrder("first", "second");
    JsonNode preview = echoed("eu.shop.example.com", "/preview");
    assertThat(preview.path("name").asText()).isEqualTo("second");
    assertThat(header(preview, "X-Client")).isEqualTo("127.0.0.1");
    assertThat(get("shop.example.com", "/about")).contains("A shop behind Sluice.");
    assertThat(get("shop.example.com", "/nothing")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void theCanaryTakesItsShareAndItsOwnPath() throws IOException {
    serve("canary");
    assertThat(namesOf(120, "orders.example.com", "/"))
        .containsExactlyInAnyOrder("first", "second");
    assertThat(namesOf(10, "orders.example.com", "/next")).containsExactly("second");
  }

  @Test
  void headerEditsReachTheBackend() throws IOException {
    serve("header-edits");
    JsonNode echoed = echoed("reports.example.com", "/a", "X-Internal: 1", "X-Client: spoofed");
    assertThat(header(echoed, "X-Client")).isEqualTo("127.0.0.1");
    assertThat(header(echoed, "X-Request")).isEqualTo("GET reports.example.com/a");
    assertThat(header(echoed, "X-Via")).contains("reports");
    assertThat(header(echoed, "X-Internal")).isEmpty();
  }

  @Test
  void credentialsReplaceWhatTheClientSent() throws IOException {
    serve("credentials");
    JsonNode invoices = echoed("partners.example.com", "/invoices", "Authorization: Bearer mine");
    assertThat(header(invoices, "Authorization")).isEqualTo("Bearer a-token-of-nobody");
    assertThat(echoed("partners.example.com", "/maps?api_key=mine&x=1").toString())
        .contains("x=1&api_key=a-key-of-nobody")
        .doesNotContain("mine");
  }

  @Test
  void ordersAreForThoseWithATokenOfTheIssuer() throws Exception {
    serve("jwt");
    String host = "orders.example.com";
    assertThat(get(host, "/")).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer");
    assertThat(get(host, "/health")).startsWith("HTTP/1.1 200 ");
    String good = demoToken("shop");
    JsonNode echoed = echoed(host, "/", "Authorization: Bearer " + good, "X-User-Id: mallory");
    assertThat(header(echoed, "X-User-Id")).isEqualTo("alice");
    assertThat(header(echoed, "X-Roles")).isEqualTo("viewer");
    assertThat(header(echoed, "Authorization")).isEmpty();
    assertThat(get(host, "/", "Authorization: Bearer " + demoToken("bank")))
        .startsWith("HTTP/1.1 401 ")
        .contains("error=\"invalid_token\"");
  }

  @Test
  void ordersAreForPeopleWhoLogIn() throws Exception {
    serve("oidc");
    assertThat(get("localhost", "/orders"))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Cookie");
    assertThat(get("localhost", "/bye")).startsWith("HTTP/1.1 200 ").contains("logged out");
    // Whoever answers at the issuer's port on this machine: nobody gets in without a login.
    assertThat(get("localhost", "/oauth2/callback?code=x&state=y")).startsWith("HTTP/1.1 401 ");
    assertThat(get("localhost", "/oauth2/logout"))
        .startsWith("HTTP/1.1 303 ")
        .contains("Location: http://localhost/bye");
  }

  @Test
  void rolesSayWhatAClientMayDo() throws Exception {
    serve("authorization");
    String host = "orders.example.com";
    String viewer = "Authorization: Bearer " + demoToken("shop");
    String editor = "Authorization: Bearer " + demoToken("shop", "editor");
    assertThat(get(host, "/orders")).startsWith("HTTP/1.1 401 ");
    assertThat(header(echoed(host, "/orders", viewer, "X-Greeting: x"), "X-Greeting"))
        .isEqualTo("hello alice, viewer");
    assertThat(get(host, "/orders", "X-HTTP-Method-Override: POST", viewer))
        .startsWith("HTTP/1.1 200 ");
    assertThat(request("POST", host, "/orders", viewer))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"reason\":\"FORBIDDEN\"");
    assertThat(request("POST", host, "/orders", editor)).startsWith("HTTP/1.1 200 ");
    assertThat(get(host, "/trial", viewer)).startsWith("HTTP/1.1 200 ");
    assertThat(get(host, "/reports", editor)).startsWith("HTTP/1.1 403 ");
    assertThat(get(host, "/orders", "Authorization: Bearer " + demoToken("shop", "guest")))
        .startsWith("HTTP/1.1 403 ");
  }

  private static String demoToken(String audience) throws Exception {
    return demoToken(audience, "viewer");
  }

  /** What token.sh of the example makes. */
  private static String demoToken(String audience, String role) throws Exception {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String claims =
        "{\"iss\":\"https://idp.example.com\",\"aud\":\"%s\",\"sub\":\"alice\",\"roles\":[\"%s\"],\"exp\":%d}"
            .formatted(audience, role, System.currentTimeMillis() / 1_000 + 3_600);
    String signed =
        base64.encodeToString(
                "{\"alg\":\"RS256\",\"kid\":\"demo\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    String pem = Files.readString(EXAMPLES.resolve("jwt").resolve("demo-key.pem"));
    byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + base64.encodeToString(signature.sign());
  }

  @Test
  void directResponsesNeedNoBackend() throws IOException {
    serve("direct-response");
    assertThat(get("closed.example.com", "/robots.txt"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Disallow: /");
    assertThat(get("closed.example.com", "/shop"))
        .startsWith("HTTP/1.1 503 ")
        .contains("We are back at nine.");
  }

  @Test
  void theBackendSeesTheRewrittenUrl() throws IOException {
    serve("rewrite");
    JsonNode echoed = echoed("api.example.com", "/orders/7?full=1");
    assertThat(echoed.path("query").asText()).isEqualTo("full=1");
    assertThat(echoed.path("path").asText()).isEqualTo("/v2/orders/7");
    assertThat(header(echoed, "Host")).isEqualTo("orders.internal.example");
    assertThat(header(echoed, "X-Forwarded-Host")).isEqualTo("api.example.com");
    assertThat(echoed("api.example.com", "/users/7/invoices").path("path").asText())
        .isEqualTo("/invoices/of/7");
    assertThat(echoed("api.example.com", "/status").path("path").asText())
        .isEqualTo("/internal/health");
  }

  @Test
  void clientsAreSentToWhereThingsMoved() throws IOException {
    serve("redirect");
    assertThat(get("old.example.com", "/blog/a?b=c"))
        .startsWith("HTTP/1.1 301 ")
        .contains("Location: http://old.example.com/posts/a?b=c\r\n");
    assertThat(get("old.example.com", "/cart"))
        .startsWith("HTTP/1.1 308 ")
        .contains("Location: https://shop.example.com/cart\r\n");
  }

  @Test
  void theAnswersHeadersAreEdited() throws IOException {
    serve("response-headers");
    assertThat(get("catalogue.example.com", "/"))
        .contains(
            "Cache-Control: public, max-age=60\r\n",
            "X-Served-By: catalogue at catalogue.example.com\r\n",
            "Vary: Accept-Language\r\n")
        .doesNotContain("Content-Type:");
  }

  @Test
  void theFirstVersionSaysThatItGoes() throws IOException {
    serve("deprecation");
    assertThat(get("orders.example.com", "/v1/orders"))
        .contains(
            "Deprecation: @1769817600\r\n",
            "Sunset: Thu, 31 Dec 2026 00:00:00 GMT\r\n",
            "Link: <https://orders.example.com/v2>; rel=\"successor-version\"\r\n");
  }

  @Test
  void faultsStrikeWhoAsksForThem() throws IOException {
    serve("fault-injection");
    assertThat(get("faulty.example.com", "/", "X-Fault: timeout"))
        .startsWith("HTTP/1.1 504 ")
        .contains("FAULT_INJECTED");
    assertThat(echoed("faulty.example.com", "/").path("name").asText()).isEqualTo("first");
  }

  @Test
  void stickyClientsKeepTheirVersion() throws IOException {
    serve("sticky-canary");
    String answer = get("sticky.example.com", "/");
    String cookie = answer.substring(answer.indexOf("variant="), answer.indexOf("; Path=/"));
    String version = answer.contains("\"first\"") ? "first" : "second";
    for (int i = 0; i < 10; i++) {
      assertThat(echoed("sticky.example.com", "/", "Cookie: " + cookie).path("name").asText())
          .isEqualTo(version);
    }
    String api = echoed("sticky.example.com", "/api", "X-User-Id: 17").path("name").asText();
    for (int i = 0; i < 10; i++) {
      assertThat(echoed("sticky.example.com", "/api", "X-User-Id: 17").path("name").asText())
          .isEqualTo(api);
    }
  }

  @Test
  void theMirrorGetsACopyAndNobodySeesIt() throws IOException {
    serve("mirror");
    assertThat(namesOf(10, "mirrored.example.com", "/")).containsExactly("first");
  }

  @Test
  void checkedReplicasServe() throws IOException {
    serve("health-checks");
    assertThat(namesOf(60, "checked.example.com", "/"))
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void theReplicaThatIsGoneIsEjectedAndNobodySeesIt() throws IOException {
    serve("outlier-detection");
    second.close();
    assertThat(namesOf(60, "watched.example.com", "/")).containsExactly("first");
  }

  @Test
  void clientsGoToTheirRegion() throws IOException {
    serve("geo");
    JsonNode european = echoed("geo.example.com", "/", "X-Forwarded-For: 203.0.113.7");
    assertThat(european.path("name").asText()).isEqualTo("first");
    JsonNode other = echoed("geo.example.com", "/", "X-Forwarded-For: 198.51.100.1");
    assertThat(other.path("name").asText()).isEqualTo("second");
  }

  @Test
  void theOverrideOfTheDataPlaneBoundsBodiesWhateverTheRouteSays() throws IOException {
    serve("policies");
    assertThat(echoed("shop.example.com", "/orders").path("name").asText()).isEqualTo("first");
    assertThat(
            get(
                "shop.example.com",
                "/orders",
                "Content-Type: application/json",
                "Content-Length: 1025"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(get("shop.example.com", "/orders", "Content-Type: text/xml", "Content-Length: 5"))
        .startsWith("HTTP/1.1 415 ");
  }

  @Test
  void theLastTrustedHopNamesTheClient() throws IOException {
    serve("trusted-hops");
    JsonNode echoed =
        echoed("whoami.example.com", "/", "X-Forwarded-For: 198.51.100.1, 203.0.113.7");
    assertThat(header(echoed, "X-Client")).isEqualTo("203.0.113.7");
  }

  @Test
  void eachMatchTakesItsRequests() throws IOException {
    serve("matches");
    assertThat(get("paths.example.com", "/orders")).endsWith("exact\n");
    assertThat(get("paths.example.com", "/orders/17")).endsWith("regular expression\n");
    assertThat(get("paths.example.com", "/orders/17/items")).endsWith("glob\n");
    assertThat(get("paths.example.com", "/orders/17/items/3/4")).endsWith("glob\n");
    assertThat(get("paths.example.com", "/orders/new")).endsWith("prefix\n");
    assertThat(get("paths.example.com", "/ordersx")).startsWith("HTTP/1.1 404 ");
    assertThat(get("eu.hosts.example.com", "/")).endsWith("exact host\n");
    assertThat(get("us.hosts.example.com", "/")).endsWith("wildcard host\n");
    assertThat(get("a.b.hosts.example.com", "/")).endsWith("wildcard host\n");
    assertThat(get("hosts.example.com", "/")).startsWith("HTTP/1.1 404 ");
    String host = "conditions.example.com";
    assertThat(get(host, "/", "X-Plan: gold")).endsWith("header\n");
    assertThat(get(host, "/", "X-Debug: 1")).endsWith("header present\n");
    assertThat(get(host, "/", "X-Debug: 1", "X-Plan: silver")).endsWith("no condition\n");
    assertThat(get(host, "/?page=2")).endsWith("query parameter\n");
    assertThat(get(host, "/?page=two")).endsWith("no condition\n");
    assertThat(get(host, "/", "Cookie: a=b; beta=1")).endsWith("cookie\n");
    assertThat(get(host, "/internal")).endsWith("client\n");
    assertThat(get(host, "/")).endsWith("no condition\n");
  }

  @Test
  void versionsAreChosenByPathHeaderAndMediaType() throws IOException {
    serve("api-versions");
    String v1 = "first";
    String v2 = "second";
    assertThat(name("/v2/orders")).isEqualTo(v2);
    assertThat(name("/orders", "X-Api-Version: 2")).isEqualTo(v2);
    assertThat(name("/orders", "Accept: application/vnd.shop.v2+json")).isEqualTo(v2);
    assertThat(name("/orders", "Accept: text/html, application/vnd.shop.v2+json;q=0.9, */*"))
        .isEqualTo(v2);
    assertThat(name("/orders", "Accept: application/vnd.shop.v20+json")).isEqualTo(v1);
    assertThat(name("/orders", "X-Api-Version: 1")).isEqualTo(v1);
    assertThat(name("/orders")).isEqualTo(v1);
  }

  @Test
  void httpsLeadsFromPlainTextToTls() throws IOException {
    serve("https");
    assertThat(get("shop.example.test", "/a?b=c"))
        .startsWith("HTTP/1.1 301 ")
        .contains("Location: https://shop.example.test:" + httpsPort + "/a?b=c\r\n");
  }

  @Test
  void usersPassWithTheirPassword() throws IOException {
    serve("basic");
    String host = "admin.example.com";
    assertThat(get(host, "/"))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Basic realm=\"Operators\", charset=\"UTF-8\"\r\n");
    assertThat(get(host, "/", "Authorization: Basic " + base64("ada:open")))
        .startsWith("HTTP/1.1 401 ");
    JsonNode echoed =
        echoed(host, "/", "Authorization: Basic " + base64("ada:open-sesame"), "X-User: root");
    assertThat(header(echoed, "X-User")).isEqualTo("ada");
    assertThat(header(echoed, "Authorization")).isEmpty();
  }

  @Test
  void partnersPassWithTheirKeys() throws IOException {
    serve("api-keys");
    String host = "orders.example.com";
    assertThat(get(host, "/"))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: ApiKey realm=\"partners\"\r\n");
    assertThat(get(host, "/", "X-API-Key: another-key-of-nobody-0123456789"))
        .startsWith("HTTP/1.1 401 ");
    JsonNode echoed =
        echoed(host, "/", "X-API-Key: a-key-of-nobody-0123456789", "X-Client-Id: root");
    assertThat(header(echoed, "X-Client-Id")).isEqualTo("partner-a");
    assertThat(header(echoed, "X-API-Key")).isEmpty();
    JsonNode other = echoed(host, "/?a=1&api_key=a-hashed-key-of-nobody-0123456789&b=2");
    assertThat(header(other, "X-Client-Id")).isEqualTo("partner-b");
    assertThat(other.path("query").asText()).isEqualTo("a=1&b=2");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void pagesThatMayCallAreToldSo() throws IOException {
    serve("cors");
    String host = "api.example.com";
    String app = "Origin: https://app.example.com";
    assertThat(get(host, "/orders", app))
        .contains(
            "Access-Control-Allow-Origin: https://app.example.com\r\n",
            "Access-Control-Allow-Credentials: true\r\n",
            "Vary: Origin\r\n");
    assertThat(get(host, "/orders", "Origin: https://pr-17.preview.example.com"))
        .contains("Access-Control-Allow-Origin: https://pr-17.preview.example.com\r\n");
    assertThat(get(host, "/orders", "Origin: https://evil.test"))
        .doesNotContain("Access-Control-Allow");
    assertThat(get(host, "/prices", "Origin: https://evil.test"))
        .contains("Access-Control-Allow-Origin: *\r\n");
  }

  @Test
  void addressesPassOrNot() throws IOException {
    serve("ip-access");
    String host = "shop.example.com";
    assertThat(get(host, "/admin", "X-Forwarded-For: 10.0.0.1")).startsWith("HTTP/1.1 200 ");
    assertThat(get(host, "/admin", "X-Forwarded-For: 10.1.2.3")).contains("ADDRESS_DENIED");
    assertThat(get(host, "/admin", "X-Forwarded-For: 198.51.100.1")).contains("ADDRESS_DENIED");
    assertThat(get(host, "/", "X-Forwarded-For: 198.51.100.1")).startsWith("HTTP/1.1 200 ");
    assertThat(get(host, "/", "X-Forwarded-For: 203.0.113.9")).contains("ADDRESS_DENIED");
    assertThat(get(host, "/", "X-Forwarded-For: 192.0.2.9")).contains("ADDRESS_DENIED");
  }

  @Test
  void bodiesAreHeldAgainstASchema() throws IOException {
    serve("json-schema");
    String host = "shop.example.com";
    String json = "application/json";
    assertThat(post(host, "/orders", json, "{\"item\": \"red-shoe\", \"count\": 2}"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(post(host, "/orders", json, "{\"item\": \"Red Shoe\", \"count\": 0}"))
        .contains("SCHEMA_VIOLATION", "/count (minimum)", "/item (pattern)")
        .doesNotContain("Red Shoe");
    assertThat(post(host, "/orders", "text/plain", "{}")).contains("UNSUPPORTED_MEDIA_TYPE");
    assertThat(get(host, "/orders")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void formsAreBoundedByUploadRules() throws IOException {
    serve("uploads");
    String host = "photos.example.com";
    String form = "multipart/form-data; boundary=B";
    String part =
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"c.png\"\r\n"
            + "Content-Type: image/png\r\n\r\nx\r\n";
    assertThat(post(host, "/photos", form, part + "--B--\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(post(host, "/photos", form, part.repeat(4) + "--B--\r\n"))
        .contains("TOO_MANY_PARTS");
    assertThat(post(host, "/photos", form, part.replace("png\r", "gif\r") + "--B--\r\n"))
        .contains("UNSUPPORTED_MEDIA_TYPE");
    assertThat(post(host, "/photos", "application/json", "{}")).contains("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void securityHeadersStandInEveryAnswer() throws IOException {
    serve("security-headers");
    String page = get("site.example.com", "/", "X-CSP-Nonce: mine");
    assertThat(page)
        .contains("X-Frame-Options: DENY\r\n", "Cache-Control: no-store\r\n")
        .doesNotContain("mine")
        .containsPattern("script-src 'nonce-[A-Za-z0-9+/]{22}'");
    String nonce = page.substring(page.indexOf("'nonce-") + 7, page.indexOf("' 'strict-dynamic'"));
    assertThat(page.substring(page.indexOf("\r\n\r\n"))).contains(nonce);
    assertThat(get("site.example.com", "/api"))
        .contains("Content-Security-Policy: default-src 'self'; base-uri 'none'")
        .doesNotContain("X-Frame-Options");
  }

  /** The second echo server stands for the service: it lets everybody pass, and names nobody. */
  @Test
  void externalAsksAServiceAboutEveryRequest() throws IOException {
    serve("external");
    JsonNode echoed = echoed("orders.example.com", "/a", "X-User: root");
    assertThat(echoed.path("name").asText()).isEqualTo("first");
    assertThat(header(echoed, "x-user")).isEmpty();
    assertThat(get("orders.example.com", "/reports")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void mtlsKnowsAPartnerByItsCertificate() throws Exception {
    serve("mtls");
    assertThat(CertificateClient.get(httpsPort, "orders.example.test", EXAMPLES.resolve("mtls")))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"x-client-id\":\"partner-a\"", "\"x-client-fingerprint\":\"");
  }

  private String name(String path, String... headers) throws IOException {
    return echoed("api.example.com", path, headers).path("name").asText();
  }

  /** A copy of the examples, with the ports of the echo servers in place of those in the files. */
  /** The statuses of so many requests. */
  private List<String> statuses(int requests, String host, String path, String... headers)
      throws IOException {
    List<String> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      statuses.add(get(host, path, headers).substring(9, 12));
    }
    return statuses;
  }

  @Test
  void eachUserHasALimit() throws Exception {
    serve("limits-per-user");
    String host = "orders.example.com";
    String alice = "Authorization: Bearer " + demoToken("shop");
    assertThat(statuses(6, host, "/", alice)).containsOnly("200", "429").endsWith("200", "429");
    // Another token, the same user; and the route's other rule is not limited.
    assertThat(get(host, "/", "Authorization: Bearer " + demoToken("shop", "editor")))
        .startsWith("HTTP/1.1 429 ")
        .contains("Retry-After: ", "shop/fair/per-user", "X-RateLimit-Remaining: 0\r\n");
    assertThat(statuses(2, host, "/health")).containsOnly("200");
  }

  @Test
  void plansHaveOtherLimits() throws IOException {
    serve("limits-per-plan");
    String host = "orders.example.com";
    assertThat(statuses(4, host, "/", "X-API-Key: another-key-of-nobody-0123456789"))
        .containsExactly("200", "200", "200", "429");
    assertThat(statuses(11, host, "/", "X-API-Key: a-key-of-nobody-0123456789"))
        .containsOnlyOnce("429")
        .endsWith("429");
  }

  @Test
  void passwordsAreNotGuessed() throws IOException {
    serve("limits-login");
    String host = "admin.example.com";
    assertThat(statuses(5, host, "/", "Authorization: Basic " + base64("ada:guess")))
        .containsOnly("401");
    assertThat(get(host, "/", "Authorization: Basic " + base64("ada:open-sesame")))
        .startsWith("HTTP/1.1 429 ")
        .contains("shop/guessing/a-minute");
  }

  @Test
  void tokensAreWhatTheBackendSays() throws IOException {
    first.close();
    first = EchoServer.start("127.0.0.1", 0, "first", Map.of("x-tokens-used", List.of("9000")));
    serve("limits-tokens");
    String host = "ai.example.com";
    assertThat(get(host, "/v1/completions"))
        .startsWith("HTTP/1.1 200 ")
        .contains("X-RateLimit-Limit: ")
        .doesNotContainIgnoringCase("X-Tokens-Used: 9000");
    // Something is left, so it passes; then nothing is for the better part of a minute.
    assertThat(get(host, "/v1/completions")).startsWith("HTTP/1.1 200 ");
    assertThat(get(host, "/v1/completions"))
        .startsWith("HTTP/1.1 429 ")
        .contains("ai/tokens/per-client");
  }

  @Test
  void oneReplicaHasTheWholeOfALimitOfTheCluster() throws IOException {
    serve("limits-cluster");
    assertThat(statuses(4, "shop.example.com", "/codes"))
        .containsExactly("200", "200", "200", "429");
    assertThat(
            Sluice.run(
                    "explain",
                    EXAMPLES.resolve("limits-cluster").toString(),
                    "GET",
                    "http://shop.example.com/codes")
                .out())
        .contains("store: Cluster (sluice run is one replica: it counts alone");
  }

  @Test
  void ceilingsAreForAllTogether() throws IOException {
    serve("limits-ceiling");
    assertThat(statuses(4, "reports.example.com", "/heavy"))
        .containsExactly("200", "200", "200", "429");
    assertThat(statuses(3, "reports.example.com", "/")).containsOnly("200");
  }

  @Test
  void downloadsEndOneAfterTheOther() throws IOException {
    serve("limits-concurrency");
    assertThat(statuses(5, "media.example.com", "/film")).containsOnly("200");
  }

  private void serve(String... examples) throws IOException {
    for (String example : examples) {
      try (Stream<Path> files = Files.list(EXAMPLES.resolve(example))) {
        for (Path file : files.toList()) {
          Files.writeString(
              directory.resolve(example + "-" + file.getFileName()),
              Files.readString(file)
                  .replace("port: 3001", "port: " + first.port())
                  .replace("port: 3002", "port: " + second.port()));
        }
      }
    }
    StringWriter said = new StringWriter();
    LocalConfiguration configuration =
        new LocalConfiguration(
            new KeptResources(List.of(directory)),
            false,
            "",
            new ListenerPorts(OptionalInt.of(0), OptionalInt.of(0)),
            new PrintWriter(said));
    LocalGateway gateway = LocalGateway.serve(dataplane, configuration, configuration.load());
    assertThat(said.toString()).isEmpty();
    port = gateway.httpPort();
    httpsPort = gateway.httpsPort();
  }

  private Set<String> namesOf(int requests, String host, String path) throws IOException {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      names.add(echoed(host, path).path("name").asText());
    }
    return names;
  }

  private JsonNode echoed(String host, String path, String... headers) throws IOException {
    String answer = get(host, path, headers);
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static String header(JsonNode echoed, String name) {
    for (var field : echoed.path("headers").properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue().asText();
      }
    }
    return "";
  }

  /** On a socket of its own: the JDK's client does not let one choose the host. */
  private String get(String host, String path, String... headers) throws IOException {
    return request("GET", host, path, headers);
  }

  private String request(String method, String host, String path, String... headers)
      throws IOException {
    return post(method, host, path, "", headers);
  }

  private String post(String host, String path, String type, String body) throws IOException {
    return post(
        "POST", host, path, body, "Content-Type: " + type, "Content-Length: " + body.length());
  }

  private String post(String method, String host, String path, String body, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    for (String header : headers) {
      request.append("\r\n").append(header);
    }
    request.append("\r\nConnection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
