package dev.sluice.compiler.secret;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a Secret with an API key. Of the key itself nothing but its SHA-256 leaves this class: it
 * is a long random text, which nobody finds by trying, so that a slow hash would only be slow.
 */
final class ApiKeyJudge {
  private static final int SHORTEST_KEY = 16;
  private static final int LONGEST_KEY = 1_024;
  private static final int LONGEST_TEXT = 1_024;
  private static final int LONGEST_NAME = 256;
  private static final int MOST = 256;
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Set<String> OWN =
      Set.of("key", "keyHash", "owner", "permissions", "expires");
  private static final String MAKE_ONE = "make one with `openssl rand -base64 32`";

  private final Secret secret;

  private ApiKeyJudge(Secret secret) {
    this.secret = secret;
  }

  /** Either a {@link SecretVerdict.Good}, for no provider yet, or an unusable one. */
  static SecretVerdict judge(ObjectKey key, Secret secret) {
    try {
      return new SecretVerdict.Good(new ApiKeyJudge(secret).read(key));
    } catch (SecretContent.Refused e) {
      return new SecretVerdict.Unusable(e.fault());
    }
  }

  private SecretSection.ApiKey read(ObjectKey key) throws SecretContent.Refused {
    SecretContent content = SecretContent.forCredential(secret);
    String hash = hash(content);
    String owner = content.keys().contains("owner") ? plain(content, "owner") : key.name();
    if (owner.isEmpty() || owner.length() > LONGEST_NAME) {
      throw fault("owner", "must have 1 to " + LONGEST_NAME + " characters");
    }
    SortedMap<String, String> attributes = new TreeMap<>();
    for (String name : content.keys()) {
      if (!OWN.contains(name)) {
        attributes.put(name, plain(content, name));
      }
    }
    return new SecretSection.ApiKey(
        key, List.of(), hash, owner, permissions(content), attributes, expires(content));
  }

  private String hash(SecretContent content) throws SecretContent.Refused {
    boolean plain = content.keys().contains("key");
    if (plain && content.keys().contains("keyHash")) {
      throw fault("keyHash", "stands beside key; remove one of them");
    }
    if (plain) {
      String key = content.text("key");
      Optional<String> fault = EntryForm.TOKEN.fault(key);
      if (fault.isPresent()) {
        throw fault("key", fault.get());
      }
      if (key.length() < SHORTEST_KEY || key.length() > LONGEST_KEY) {
        throw fault(
            "key",
            key.length() < SHORTEST_KEY
                ? "is shorter than "
                    + SHORTEST_KEY
                    + " characters, so that it could be guessed; "
                    + MAKE_ONE
                : "is longer than " + LONGEST_KEY + " characters; " + MAKE_ONE);
      }
      return sha256(key);
    }
    if (!content.keys().contains("keyHash")) {
      throw new SecretContent.Refused(
          "the Secret "
              + SecretContent.name(secret)
              + " has neither key nor keyHash; add one of them");
    }
    String hash = content.text("keyHash").strip().toLowerCase(Locale.ROOT);
    if (!HASH.matcher(hash).matches()) {
      throw fault(
          "keyHash",
          "is not sha256: and 64 hexadecimal digits; write what `printf %s \"$KEY\" | sha256sum`"
              + " says behind sha256:");
    }
    return hash.substring("sha256:".length());
  }

  private List<String> permissions(SecretContent content) throws SecretContent.Refused {
    if (!content.keys().contains("permissions")) {
      return List.of();
    }
    List<String> permissions =
        Arrays.stream(content.text("permissions").split("[\\s,]+"))
            .filter(each -> !each.isEmpty())
            .toList();
    if (permissions.size() > MOST
        || permissions.stream()
            .anyMatch(
                each ->
                    each.length() > LONGEST_NAME
                        || each.chars().anyMatch(Character::isISOControl))) {
      throw fault(
          "permissions",
          "has more than "
              + MOST
              + " or one of more than "
              + LONGEST_NAME
              + " characters, or control characters; separate them by spaces or commas");
    }
    return permissions;
  }

  private long expires(SecretContent content) throws SecretContent.Refused {
    if (!content.keys().contains("expires")) {
      return Long.MAX_VALUE;
    }
    try {
      return OffsetDateTime.parse(content.text("expires").strip()).toEpochSecond();
    } catch (DateTimeParseException e) {
      throw fault(
          "expires",
          "is no time of RFC 3339; write one such as 2027-01-31T00:00:00Z, or remove it");
    }
  }

  /** What tools add at the end does not matter here. */
  private String plain(SecretContent content, String entry) throws SecretContent.Refused {
    String text = content.text(entry).strip();
    if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
      throw fault(
          entry, "has control characters or more than " + LONGEST_TEXT + " characters; correct it");
    }
    return text;
  }

  private SecretContent.Refused fault(String entry, String what) {
    return new SecretContent.Refused(
        "the value of "
            + PlainText.quote(entry)
            + " in the Secret "
            + SecretContent.name(secret)
            + " "
            + what);
  }

  private static String sha256(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
