package dev.sluice.dataplane;

import dev.sluice.dataplane.upstream.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps cookies as browsers do, and shows what it got. */
final class LoginBrowser {
  private final GatewayFixture gateway;
  private final Map<String, String> cookies = new TreeMap<>();
  private String host = "a.test";

  LoginBrowser(GatewayFixture gateway) {
    this.gateway = gateway;
  }

  LoginBrowser at(String other) {
    host = other;
    return this;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** Another with the same cookies. */
  LoginBrowser copy() {
    LoginBrowser copy = new LoginBrowser(gateway).at(host);
    copy.cookies.putAll(cookies);
    return copy;
  }

  /** A person goes there. */
  Wire.Message go(String target, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Accept: text/html,application/xhtml+xml");
    return send("GET", target, all);
  }

  /** A script asks. */
  Wire.Message fetch(String method, String target, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Accept: application/json");
    return send(method, target, all);
  }

  private Wire.Message send(String method, String target, List<String> fields) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
    fields.forEach(field -> request.append(field).append("\r\n"));
    if (!cookies.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      cookies.forEach((name, value) -> pairs.add(name + "=" + value));
      request.append("Cookie: ").append(String.join("; ", pairs)).append("\r\n");
    }
    if (method.equals("POST")) {
      request.append("Content-Length: 0\r\n");
    }
    Wire.Message answer = gateway.exchange(request.append("\r\n").toString());
    answer.all("Set-Cookie").forEach(this::take);
    return answer;
  }

  void take(String written) {
    String pair = written.split(";", 2)[0];
    int equals = pair.indexOf('=');
    if (written.contains("Max-Age=0;")) {
      cookies.remove(pair.substring(0, equals));
    } else {
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }

  static String location(Wire.Message answer) {
    String location = answer.first("Location");
    if (location == null) {
      throw new AssertionError("no redirect: " + answer.head() + answer.text());
    }
    return location;
  }

  /** Logs in and comes to where it wanted to be. */
  Wire.Message logIn(ScriptedIssuer issuer, String target) {
    Wire.Message back = go(issuer.comeBack(location(go(target))));
    return back;
  }
}
