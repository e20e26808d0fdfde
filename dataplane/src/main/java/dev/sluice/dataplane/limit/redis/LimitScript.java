package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.redis.RedisScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The one script, and how what is asked of it is put into bytes. */
final class LimitScript {
  static final RedisScript SCRIPT = new RedisScript(text());

  private LimitScript() {}

  private static String text() {
    try (InputStream in = LimitScript.class.getResourceAsStream("limit.lua")) {
      if (in == null) {
        throw new IllegalStateException("limit.lua is not where this class is");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[][] keys(List<Question> questions, int asks) {
    byte[][] keys = new byte[asks][];
    int next = 0;
    for (Question question : questions) {
      for (Ask ask : question.asks()) {
        keys[next++] = Ask.name(ask.key());
      }
    }
    return keys;
  }

  static byte[] argument(List<Question> questions, int asks) {
    ByteBuffer packed = ByteBuffer.allocate(asks * Ask.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Question question : questions) {
      int last = question.asks().size() - 1;
      for (int i = 0; i <= last; i++) {
        question.asks().get(i).write(packed, i == last);
      }
    }
    return packed.array();
  }

  /**
   * Tells everybody what he was answered.
   *
   * @return how many could not be told, for what is at one of their keys cannot be read; negative:
   *     the whole answer cannot
   */
  static int read(byte[] bytes, List<Question> questions, int asks) {
    if (bytes.length != Told.HEAD + asks * Told.BYTES) {
      return -1;
    }
    ByteBuffer answer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int unreadable = 0;
    int from = 0;
    for (Question question : questions) {
      if (!question.read(answer, from)) {
        unreadable++;
      }
      from += question.asks().size();
    }
    return unreadable;
  }
}
