package dev.sluice.dataplane.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers as texts: the connection itself knows bytes only. */
final class RedisTexts {
  private RedisTexts() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Texts for bytes, in lists of lists too; whole numbers as they are. */
  static List<Object> texts(List<?> answer) {
    List<Object> texts = new ArrayList<>(answer.size());
    for (Object each : answer) {
      texts.add(
          switch (each) {
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case List<?> list -> texts(list);
            default -> each;
          });
    }
    return texts;
  }
}
