package dev.sluice.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Messages of the push stream: gzip of JSON, one binary WebSocket message each. Section bodies
 * travel as the bytes that were hashed.
 */
public final class PushCodec {
  /** No message is larger when unpacked: a bound on what a broken or hostile peer can cost. */
  public static final int MAX_UNPACKED_BYTES = 256 << 20;

  private static final JsonMapper MAPPER = SnapshotCodec.mapper();

  private PushCodec() {}

  public static byte[] encode(PushMessage message) {
    return pack(message, PushMessage.class);
  }

  public static byte[] encode(PlaneMessage message) {
    return pack(message, PlaneMessage.class);
  }

  /**
   * @throws SnapshotException if the bytes are no such message
   */
  public static PushMessage decodePush(byte[] bytes) {
    return unpack(bytes, PushMessage.class);
  }

  /**
   * @throws SnapshotException if the bytes are no such message
   */
  public static PlaneMessage decodePlane(byte[] bytes) {
    return unpack(bytes, PlaneMessage.class);
  }

  private static byte[] pack(Object message, Class<?> type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      MAPPER.writerFor(type).writeValue(zip, message);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static <T> T unpack(byte[] bytes, Class<T> type) {
    try (InputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] json = zip.readNBytes(MAX_UNPACKED_BYTES + 1);
      if (json.length > MAX_UNPACKED_BYTES) {
        throw new SnapshotException("message is larger than " + MAX_UNPACKED_BYTES + " bytes");
      }
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Messages of the parser quote what it read, and that may be a credential.
      throw new SnapshotException(
          "not a " + type.getSimpleName() + ": " + e.getClass().getSimpleName());
    } catch (IOException e) {
      throw new SnapshotException("not a " + type.getSimpleName() + ": " + e, e);
    }
  }
}
