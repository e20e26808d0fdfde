package dev.sluice.e2e.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One page of a browser. */
public final class Tab {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final DevTools tools;
  private final String session;

  private Tab(DevTools tools, String session) {
    this.tools = tools;
    this.session = session;
  }

  static Tab open(DevTools tools) {
    String target =
        tools
            .ask("", "Target.createTarget", DevTools.object().put("url", "about:blank"))
            .path("targetId")
            .asText();
    String session =
        tools
            .ask(
                "",
                "Target.attachToTarget",
                DevTools.object().put("targetId", target).put("flatten", true))
            .path("sessionId")
            .asText();
    Tab tab = new Tab(tools, session);
    tab.ask("Page.enable", DevTools.object());
    tab.ask("Network.enable", DevTools.object());
    return tab;
  }

  private JsonNode ask(String method, ObjectNode parameters) {
    return tools.ask(session, method, parameters);
  }

  /** As if a person typed the address; does not wait for the page. */
  public void go(String url) {
    ask("Page.navigate", DevTools.object().put("url", url));
  }

  /** What an expression is in the page, a promise's value included; text for what is none. */
  public String evaluate(String script) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            DevTools.object()
                .put("expression", script)
                .put("awaitPromise", true)
                .put("userGesture", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.path("exceptionDetails").toString());
    }
    return answer.path("result").path("value").asText();
  }

  /** Waits until an expression is true in whatever page is there then. */
  public void until(String what, String condition) {
    await(what)
        .atMost(PATIENCE)
        .pollInterval(PAUSE)
        .ignoreExceptions()
        .until(() -> evaluate("String(!!(" + condition + "))"), "true"::equals);
  }

  /** Waits until the page is whole, and its address is as it should be. */
  public void untilAt(String what, Predicate<String> address) {
    await(what + ", and it is " + where())
        .atMost(PATIENCE)
        .pollInterval(PAUSE)
        .ignoreExceptions()
        .until(
            () -> evaluate("document.readyState === 'complete' ? location.href : ''"),
            address::test);
  }

  /** Address of the page; empty while it changes. */
  public String where() {
    try {
      return evaluate("location.href");
    } catch (IllegalStateException | AssertionError e) {
      return "";
    }
  }

  public String text() {
    return evaluate("document.body.innerText");
  }

  /** Cookies that go to an address, by name, with their attributes. */
  public Map<String, JsonNode> cookies(String url) {
    ObjectNode parameters = DevTools.object();
    parameters.putArray("urls").add(url);
    Map<String, JsonNode> cookies = new TreeMap<>();
    ask("Network.getCookies", parameters)
        .path("cookies")
        .forEach(cookie -> cookies.put(cookie.path("name").asText(), cookie));
    return cookies;
  }
}
