package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.token.StrictBase64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Sessions and logins as bytes, before they are encrypted. Small, for cookies are. */
final class Parts {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int SESSION = 1;
  private static final int LOGIN = 2;
  private static final int LONGEST = 64 << 10;

  private Parts() {}

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T of(DataInputStream in) throws IOException;
  }

  static byte[] of(Session session) {
    return write(
        SESSION,
        out -> {
          text(out, session.id());
          text(out, session.host());
          out.writeLong(session.begun());
          out.writeLong(session.seen());
          token(out, session.idToken());
          token(out, session.accessToken());
          out.writeLong(session.accessSince());
          out.writeLong(session.accessUntil());
          token(out, session.refreshToken());
          token(out, session.accessHash());
        });
  }

  /** Null if it is none. */
  static @Nullable Session session(byte[] bytes) {
    return read(
        SESSION,
        bytes,
        in ->
            new Session(
                text(in),
                text(in),
                in.readLong(),
                in.readLong(),
                token(in),
                token(in),
                in.readLong(),
                in.readLong(),
                token(in),
                token(in)));
  }

  static byte[] of(Login login) {
    return write(
        LOGIN,
        out -> {
          text(out, login.state());
          text(out, login.nonce());
          text(out, login.verifier());
          text(out, login.origin());
          text(out, login.target());
          out.writeLong(login.begun());
        });
  }

  /** Null if it is none. */
  static @Nullable Login login(byte[] bytes) {
    return read(
        LOGIN,
        bytes,
        in -> new Login(text(in), text(in), text(in), text(in), text(in), in.readLong()));
  }

  private static byte[] write(int kind, Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(kind);
      writing.to(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static <T> @Nullable T read(int kind, byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readByte() == kind ? reading.of(in) : null;
    } catch (IOException e) {
      // Of another release.
      return null;
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  /** Most tokens are base64url already, and would be so a second time. */
  private static void token(DataOutputStream out, String token) throws IOException {
    String[] parts = token.split("\\.", -1);
    byte[][] decoded = new byte[parts.length][];
    boolean packed = token.length() < LONGEST && parts.length <= Byte.MAX_VALUE;
    for (int i = 0; i < parts.length && packed; i++) {
      byte @Nullable [] part = StrictBase64.decode(parts[i], 0, parts[i].length());
      packed = part != null;
      decoded[i] = part == null ? new byte[0] : part;
    }
    out.writeByte(packed ? parts.length : 0);
    if (packed) {
      for (byte[] part : decoded) {
        bytes(out, part);
      }
    } else {
      text(out, token);
    }
  }

  private static String token(DataInputStream in) throws IOException {
    int parts = in.readByte();
    if (parts == 0) {
      return text(in);
    }
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      token.append(i == 0 ? "" : ".").append(BASE64.encodeToString(bytes(in)));
    }
    return token.toString();
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("no length");
    }
    return in.readNBytes(length);
  }
}
