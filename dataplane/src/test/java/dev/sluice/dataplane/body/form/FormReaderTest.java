package dev.sluice.dataplane.body.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.UploadRules;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.MultipartParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms as browsers send them, and as those do who hope that two parsers read two things. */
final class FormReaderTest {
  private static final String FIELD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  private static final String PNG =
      "Content-Disposition: form-data; name=\"f\"; filename=\"p.png\"\r\n"
          + "Content-Type: image/png\r\n\r\n";
  private static final UploadRules.Bounded RULES =
      new UploadRules.Bounded(3, new SizeLimit.Bytes(10), List.of("image/png", "text/*"));

  private static String form(String... parts) {
    StringBuilder form = new StringBuilder();
    for (String part : parts) {
      form.append("--B\r\n").append(part).append("\r\n");
    }
    return form + "--B--\r\n";
  }

  /** Null if the form passes. */
  private static @Nullable FailureKind judge(String form, int step) {
    FormReader reader = new FormReader(new Boundary("B"), new FormRules(RULES));
    byte[] bytes = form.getBytes(StandardCharsets.ISO_8859_1);
    try {
      for (int at = 0; at < bytes.length; at += step) {
        reader.take(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
      }
      reader.end();
      return null;
    } catch (RequestBodyException e) {
      return e.kind();
    }
  }

  private static void judged(String form, @Nullable FailureKind expected) {
    for (int step : new int[] {1, 2, 3, 7, 4_096}) {
      assertThat(judge(form, step)).as("%d at a time: %s", step, form).isEqualTo(expected);
    }
  }

  static Stream<String> plain() {
    return Stream.of(
        form(FIELD + "x"),
        form(FIELD),
        form(FIELD + "0123456789"),
        form(PNG + "0123456789", FIELD + "x", FIELD + "y"),
        form(FIELD + "\r\n\r\n-\r\n--"),
        form(FIELD + "\r\n--A\r\n"),
        form(FIELD + "---"),
        form("content-disposition:form-data;name=a\r\n\r\nx"),
        form(
            "Content-Disposition: FORM-DATA; NAME=\"a\" ; filename=\"\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"),
        form(
            "Content-Disposition: form-data; name=\"f\"; filename=\"C:\\dir\\\u00e4 ;x=y.txt\"\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 1\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\nx"),
        form(
            "Content-Disposition: form-data; name=\"j\"\r\nContent-Type: application/json\r\n\r\n{}"),
        form(FIELD + "x").stripTrailing());
  }

  @ParameterizedTest
  @MethodSource
  void plain(String form) {
    judged(form, null);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void anotherParserReadsTheSameParts(String form) throws Exception {
    FormReader reader = new FormReader(new Boundary("B"), new FormRules(RULES));
    reader.take(ByteBuffer.wrap(form.getBytes(StandardCharsets.ISO_8859_1)));
    List<String> parts = new ArrayList<>();
    MultipartParser.ParseState other =
        MultipartParser.beginParse(
            new DefaultByteBufferPool(false, 1_024),
            new MultipartParser.PartHandler() {
              private final ByteArrayOutputStream data = new ByteArrayOutputStream();

              @Override
              public void beginPart(HeaderMap headers) {
                assertThat(headers.getFirst(Headers.CONTENT_DISPOSITION)).isNotNull();
              }

              @Override
              public void data(ByteBuffer buffer) {
                while (buffer.hasRemaining()) {
                  data.write(buffer.get());
                }
              }

              @Override
              public void endPart() {
                parts.add(data.toString(StandardCharsets.ISO_8859_1));
                data.reset();
              }
            },
            "B".getBytes(StandardCharsets.US_ASCII),
            "ISO-8859-1");
    other.parse(ByteBuffer.wrap(form.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(other.isComplete()).isTrue();
    assertThat(parts).hasSize(reader.parts());
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> refused() {
    String bad = "INVALID_BODY";
    return Stream.of(
        arguments("bounds: parts", form(FIELD, FIELD, FIELD, FIELD), "TOO_MANY_PARTS"),
        arguments("bounds: size", form(FIELD + "0123456789a"), "PART_TOO_LARGE"),
        arguments("bounds: size of CRLFs", form(FIELD + "\r\n".repeat(6)), "PART_TOO_LARGE"),
        arguments("type", form(PNG.replace("png\r\n", "gif\r\n") + "x"), "UNSUPPORTED_MEDIA_TYPE"),
        arguments(
            "no type",
            form(PNG.replace("Content-Type: image/png\r\n", "") + "x"),
            "UNSUPPORTED_MEDIA_TYPE"),
        arguments(
            "type without a name",
            form(
                FIELD.replace("\r\n\r\n", "\r\nContent-Type: application/octet-stream\r\n\r\n")
                    + "x"),
            "UNSUPPORTED_MEDIA_TYPE"),
        arguments(
            "a file that nobody chose and that has content",
            form("Content-Disposition: form-data; name=a; filename=\"\"\r\n\r\nx"),
            "UNSUPPORTED_MEDIA_TYPE"),
        arguments("empty", "", bad),
        arguments("no part", form(), bad),
        arguments("cut off in the boundary", "--", bad),
        arguments("cut off in the head", "--B\r\nContent-Disposition: form", bad),
        arguments("cut off in the part", "--B\r\n" + FIELD + "x", bad),
        arguments("cut off at the last boundary", "--B\r\n" + FIELD + "x\r\n--B", bad),
        arguments("cut off in the last boundary", "--B\r\n" + FIELD + "x\r\n--B-", bad),
        arguments(
            "half an end", form(FIELD + "x").substring(0, form(FIELD + "x").length() - 1), bad),
        arguments("preamble", "hello\r\n" + form(FIELD + "x"), bad),
        arguments("empty preamble", "\r\n" + form(FIELD + "x"), bad),
        arguments("epilogue", form(FIELD + "x") + "--B\r\n" + PNG + "x\r\n--B--\r\n", bad),
        arguments("blank behind the boundary", form(FIELD + "x").replace("--B\r", "--B \r"), bad),
        arguments("LF behind the boundary", form(FIELD + "x").replace("--B\r\n", "--B\n"), bad),
        arguments("LF only", form(FIELD + "x").replace("\r\n", "\n"), bad),
        arguments("LF in front of the boundary", "--B\r\n" + FIELD + "x\n--B--\r\n", bad),
        arguments("CR in front of the boundary", "--B\r\n" + FIELD + "x\r--B--\r\n", bad),
        arguments("boundary in a line", "--B\r\n" + FIELD + "x--B\r\n", bad),
        arguments("boundary as a prefix", "--B\r\n" + FIELD + "x\r\n--Bx\r\n--B--\r\n", bad),
        arguments("boundary behind a dash", "--B\r\n" + FIELD + "x\r\n---B--\r\n--B--\r\n", bad),
        arguments("boundary right behind the head", "--B\r\n" + FIELD + "--B--\r\n", bad),
        arguments("no head", form("\r\nx"), bad),
        arguments("no disposition", form("Content-Type: image/png\r\n\r\nx"), bad),
        arguments("LF in the head", form(FIELD.replace("\r\n\r\n", "\nX: y\r\n\r\n")), bad),
        arguments("folded", form("Content-Disposition: form-data;\r\n name=a\r\n\r\nx"), bad),
        arguments(
            "blank before the colon",
            form("Content-Disposition : form-data; name=a\r\n\r\nx"),
            bad),
        arguments(
            "two dispositions", form("Content-Disposition: form-data; name=a\r\n" + FIELD), bad),
        arguments(
            "two types", form(PNG.replace("\r\n\r\n", "\r\nContent-Type: image/gif\r\n\r\n")), bad),
        arguments("attachment", form("Content-Disposition: attachment; name=a\r\n\r\nx"), bad),
        arguments("no name", form("Content-Disposition: form-data\r\n\r\nx"), bad),
        arguments(
            "two names", form("Content-Disposition: form-data; name=a; name=b\r\n\r\nx"), bad),
        arguments(
            "two file names",
            form("Content-Disposition: form-data; name=a; filename=a.png; FileName=b.php\r\n\r\nx"),
            bad),
        arguments(
            "extended file name",
            form("Content-Disposition: form-data; name=a; filename*=UTF-8''a.php\r\n\r\nx"),
            bad),
        arguments(
            "both file names",
            form(
                "Content-Disposition: form-data; name=a; filename=a.png; filename*=utf-8''a.php"
                    + "\r\n\r\nx"),
            bad),
        arguments(
            "continued file name",
            form("Content-Disposition: form-data; name=a; filename*0=a; filename*1=.php\r\n\r\nx"),
            bad),
        arguments(
            "escaped quote",
            form("Content-Disposition: form-data; name=a; x=\"\\\"; filename=\"a.php\"\r\n\r\nx"),
            bad),
        arguments(
            "file name within a quote",
            form("Content-Disposition: form-data; name=\"a; filename=b.php; c\"\r\n\r\nx"),
            bad),
        arguments(
            "file name within a quote, in other letters",
            form("Content-Disposition: form-data; x=\";FileName=b.php\"; name=a\r\n\r\nx"),
            bad),
        arguments(
            "parameter that ends like it",
            form("Content-Disposition: form-data; name=a; xfilename=b.php\r\n\r\nx"),
            bad),
        arguments(
            "shorter than it says",
            form(FIELD.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\n") + "x"),
            bad),
        arguments(
            "longer than it says",
            form(FIELD.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n") + "x\r\ny"),
            bad),
        arguments(
            "length with a sign",
            form(FIELD.replace("\r\n\r\n", "\r\nContent-Length: +1\r\n\r\n") + "x"),
            bad),
        arguments(
            "length with zeros",
            form(FIELD.replace("\r\n\r\n", "\r\nContent-Length: 01\r\n\r\n") + "x"),
            bad),
        arguments(
            "two lengths",
            form(
                FIELD.replace("\r\n\r\n", "\r\nContent-Length: 1\r\nCONTENT-LENGTH: 1\r\n\r\n")
                    + "x"),
            bad),
        arguments(
            "blank behind the equals sign",
            form("Content-Disposition: form-data; name=a; filename= b.php\r\n\r\nx"),
            bad),
        arguments(
            "empty parameter", form("Content-Disposition: form-data; ; name=a\r\n\r\nx"), bad),
        arguments(
            "parameter at the end of the list",
            form("Content-Disposition: form-data; name=a;\r\n\r\nx"),
            bad),
        arguments("CR in the head", form("Content-Disposition: form-data;\rname=a\r\n\r\nx"), bad),
        arguments(
            "CRCRLF in the head", form("Content-Disposition: form-data; name=a\r\r\n\r\nx"), bad),
        arguments(
            "encoded type", form(PNG.replace("image/png", "=?utf-8?Q?image/png?=; x=\"\"")), bad),
        arguments("comment in the type", form(PNG.replace("image/png", "image/png (x)")), bad),
        arguments("boundary of other letters", form(FIELD + "x").replace("--B--", "--b--"), bad),
        arguments("CRCRLF in front of the boundary", "--B\r\n" + FIELD + "x\r\r\n--B\r\r\n", bad),
        arguments("vertical tab behind the boundary", "--B\u000b\r\n" + FIELD + "x\r\n--B--", bad),
        arguments("open quote", form("Content-Disposition: form-data; name=\"a\r\n\r\nx"), bad),
        arguments(
            "behind a quote", form("Content-Disposition: form-data; name=\"a\"b\r\n\r\nx"), bad),
        arguments("comma", form("Content-Disposition: form-data; name=a,b\r\n\r\nx"), bad),
        arguments("NUL", form("Content-Disposition: form-data; name=\"a\0b\"\r\n\r\nx"), bad),
        arguments(
            "nested",
            form(
                FIELD.replace("\r\n\r\n", "\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n")
                    + "x"),
            bad),
        arguments(
            "base64",
            form(
                FIELD.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                    + "eA=="),
            bad),
        arguments("type that is none", form(PNG.replace("image/png", "image")), bad),
        arguments("two types in one", form(PNG.replace("image/png", "image/png, text/html")), bad),
        arguments("large head", form("X: " + "y".repeat(9_000) + "\r\n" + FIELD), bad),
        arguments(
            "many fields",
            form(
                "X%d: y\r\n".formatted(1).repeat(1)
                    + Stream.iterate(2, i -> i + 1)
                        .limit(20)
                        .map("X%d: y\r\n"::formatted)
                        .reduce("", String::concat)
                    + FIELD),
            bad));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String what, String form, String kind) {
    judged(form, FailureKind.valueOf(kind));
  }

  @Test
  void aPartThatIsTooLargeIsKnownBeforeItEnds() {
    FormReader reader = new FormReader(new Boundary("B"), new FormRules(RULES));
    byte[] start = ("--B\r\n" + FIELD + "0123456789abcdefgh").getBytes(StandardCharsets.US_ASCII);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> reader.take(ByteBuffer.wrap(start)))
        .isInstanceOf(RequestBodyException.class);
  }

  @Test
  void howItIsCutIntoPiecesChangesNothing() {
    Random random = new Random(5);
    String alphabet = "\r\n-Bx";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder form = new StringBuilder("--B\r\n" + FIELD);
      int length = random.nextInt(12);
      for (int i = 0; i < length; i++) {
        form.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      form.append("\r\n--B--\r\n");
      FailureKind whole = judge(form.toString(), 4_096);
      for (int step = 1; step < 6; step++) {
        assertThat(judge(form.toString(), step)).as(form.toString()).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=abc",
        "multipart/form-data;boundary=\"----WebKitFormBoundary7MA4YWxkTrZu0gW\"",
        "multipart/form-data; charset=utf-8; boundary=\"a=b?c:d/e\"",
        "multipart/form-data; boundary=--boundary--; charset=\"US-ASCII\"",
        "Multipart/Form-Data; Boundary=abc"
      })
  void boundariesAreRead(String type) {
    assertThat(Boundary.of(type).text()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a; BOUNDARY=b",
        "multipart/form-data; boundary*=utf-8''a",
        "multipart/form-data; boundary*0=a; boundary*1=b",
        "multipart/form-data; boundary=\"a b\"",
        "multipart/form-data; boundary=\"a,b\"",
        "multipart/form-data; boundary=a,b",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=\"a\\\"b\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a;",
        "multipart/form-data; x=\"boundary=b\"; boundary=a",
        "multipart/form-data; boundary=a; x=\"boundary=b\"",
        "multipart/form-data; boundary=a; x=\"; BOUNDARY = b\"",
        "multipart/form-data; xboundary=b; boundary=a",
        "multipart/form-data; boundary=a; boundary2=b",
        "multipart/form-data; boundary-x=b; boundary=a",
        "multipart/form-data; charset=ibm037; boundary=a",
        "multipart/form-data; charset=utf-16; boundary=a",
        "multipart/form-data; boundary=a; charset=UTF-7",
        "multipart/form-data; boundary= a",
        "multipart/form-data; boundary=\"a\"b",
        "multipart/form-data; boundary='a b'",
        "multipart/form-data; boundary=\"a\tb\"",
        "multipart/form-data boundary=a",
        "multipart/form-data, boundary=a",
        "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789a"
      })
  void boundariesThatReadersDifferAboutAreRefused(String type) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Boundary.of(type))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
