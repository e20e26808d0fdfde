package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.ask.HeadField;
import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Headers of an answer that lets pass to identity, as one provider maps them. */
final class AnswerOwner {
  /** More than backends take as one header. */
  private static final int LONGEST = 8 << 10;

  private final String provider;
  private final ClaimNames names;
  private final List<HttpString> backendHeaders;
  private final Set<HttpString> read;

  AnswerOwner(IdentityProvider.External section) {
    provider = section.name();
    names = section.names();
    backendHeaders = section.backendHeaders().stream().map(HttpString::new).toList();
    read =
        Stream.concat(
                section.backendHeaders().stream(),
                Stream.of(names.user(), names.tenant(), names.roles(), names.scopes()))
            .filter(name -> !name.isEmpty())
            .map(HttpString::new)
            .collect(Collectors.toSet());
  }

  /**
   * @throws UnusableAnswer if what it says of the client can be read in two ways, or not be passed
   *     on
   */
  Identity of(List<HeadField> fields) throws UnusableAnswer {
    Map<HttpString, List<String>> found = new HashMap<>();
    for (HeadField field : fields) {
      if (read.contains(field.name())) {
        check(field);
        found.computeIfAbsent(field.name(), name -> new ArrayList<>(1)).add(field.value());
      }
    }
    List<IdentityHeader> told = new ArrayList<>(backendHeaders.size());
    Map<String, List<String>> claims = new HashMap<>();
    for (HttpString name : backendHeaders) {
      List<String> values = found.get(name);
      if (values != null) {
        // Several of one name mean what they mean with commas between (RFC 9110, section 5.3).
        String value = String.join(", ", values);
        if (value.length() > LONGEST) {
          throw new UnusableAnswer("the answer's header " + name + " is too long");
        }
        if (!value.isEmpty()) {
          told.add(new IdentityHeader(name, value));
        }
      }
    }
    found.forEach((name, values) -> claims.put(name.toString().toLowerCase(Locale.ROOT), values));
    return new Identity(
        provider,
        one(names.user(), found),
        one(names.tenant(), found),
        split(names.roles(), ",", found),
        split(names.scopes(), " ", found),
        List.of(),
        Claims.of(claims),
        told);
  }

  private static void check(HeadField field) throws UnusableAnswer {
    String value = field.value();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        throw new UnusableAnswer(
            "the answer's header " + field.name() + " has more than printable ASCII");
      }
    }
  }

  private static String one(String name, Map<HttpString, List<String>> found)
      throws UnusableAnswer {
    List<String> values = values(name, found);
    if (values.size() > 1) {
      throw new UnusableAnswer("the answer has more than one header " + name);
    }
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static List<String> split(
      String name, String between, Map<HttpString, List<String>> found) {
    return values(name, found).stream()
        .flatMap(value -> Stream.of(value.split(between, -1)))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static List<String> values(String name, Map<HttpString, List<String>> found) {
    return name.isEmpty() ? List.of() : found.getOrDefault(new HttpString(name), List.of());
  }
}
