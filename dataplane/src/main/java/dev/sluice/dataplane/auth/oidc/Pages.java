package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.OwnAnswer;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The few pages that people see of the gateway itself. */
final class Pages {
  private static final HttpString POLICY = HttpString.tryFromString("Content-Security-Policy");
  private static final HttpString NOSNIFF = HttpString.tryFromString("X-Content-Type-Options");

  private Pages() {}

  /** Goes on by itself, as the site's own page. */
  static OwnAnswer onwards(String location, List<AnswerField> fields) {
    return page(
        "<meta http-equiv=\"refresh\" content=\"0;url=" + escaped(location) + "\">",
        "<a href=\"" + escaped(location) + "\">Continue</a>",
        fields);
  }

  /** Asks whether somebody wants to log out, because it was not they who said so. */
  static OwnAnswer logout(String path, List<AnswerField> fields) {
    return page(
        "<title>Log out</title>",
        "<form method=\"post\" action=\""
            + escaped(path)
            + "\"><p>Do you want to log out?</p><button>Log out</button></form>",
        fields);
  }

  private static OwnAnswer page(String head, String body, List<AnswerField> fields) {
    List<AnswerField> all = new ArrayList<>(fields);
    all.add(new AnswerField(Headers.CONTENT_TYPE, "text/html; charset=utf-8"));
    all.add(new AnswerField(POLICY, "default-src 'none'; frame-ancestors 'none'"));
    all.add(new AnswerField(NOSNIFF, "nosniff"));
    String text =
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + head
            + "</head><body>"
            + body
            + "</body></html>\n";
    return new OwnAnswer(200, all, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
