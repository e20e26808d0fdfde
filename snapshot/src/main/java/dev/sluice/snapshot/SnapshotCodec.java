package dev.sluice.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sections to canonical bytes and back.
 *
 * <p>Canonical means: JSON in UTF-8 with no white space, members in alphabetical order, a member
 * {@code type} that names the case of a sealed type, nothing left out. The same section gives the
 * same bytes in every process and release of one protocol version. A version is {@code sha256:}
 * over one line {@code kind NUL namespace NUL name NUL hash LF} for each section in canonical
 * order, so that a delta is checked without encoding anything again.
 *
 * <p>Reading is strict: an unknown member is refused, because ignoring what one does not understand
 * could leave a door open that the writer had closed.
 */
public final class SnapshotCodec {
  private static final JsonMapper MAPPER = mapper();

  private SnapshotCodec() {}

  /** The mapper for the records of this package; for {@link PushCodec}. */
  static JsonMapper mapper() {
    return JsonMapper.builder()
        .annotationIntrospector(new SealedTypes())
        .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, null))
        .build();
  }

  /** The whole snapshot in canonical bytes, with its version. */
  public static EncodedSnapshot encode(Snapshot snapshot) {
    return seal(snapshot.sections().map(SnapshotCodec::encode).toList());
  }

  public static EncodedSection encode(Section section) {
    byte[] json = write(section);
    return new EncodedSection(section.key(), hash(json), json);
  }

  /** Sections that were encoded one by one (a compiler keeps those that did not change). */
  public static EncodedSnapshot seal(List<EncodedSection> sections) {
    List<EncodedSection> sorted =
        sections.stream().sorted(Comparator.comparing(EncodedSection::key)).toList();
    return new EncodedSnapshot(version(sorted), sorted);
  }

  /**
   * Received sections as the snapshot that they claim to be.
   *
   * @throws SnapshotException if a section's bytes do not have the hash that it names, or all of
   *     them not the version
   */
  public static EncodedSnapshot assemble(String version, List<EncodedSection> sections) {
    sections.forEach(SnapshotCodec::check);
    return sealAs(version, sections);
  }

  /**
   * @throws SnapshotException if its bytes do not have the hash that it names
   */
  static void check(EncodedSection section) {
    String actual = hash(section.json());
    if (!actual.equals(section.hash())) {
      throw new SnapshotException(
          section.key() + " hashes to " + actual + ", not to " + section.hash());
    }
  }

  /**
   * @throws SnapshotException if the sections, which were checked, do not hash to the version
   */
  static EncodedSnapshot sealAs(String version, List<EncodedSection> sections) {
    EncodedSnapshot sealed = seal(sections);
    if (!sealed.version().equals(version)) {
      throw new SnapshotException("snapshot hashes to " + sealed.version() + ", not to " + version);
    }
    return sealed;
  }

  /**
   * @throws SnapshotException if the bytes are no section of that kind, or the snapshot has not
   *     exactly one gateway section
   */
  public static Snapshot decode(EncodedSnapshot encoded) {
    return Snapshot.of(encoded.sections().stream().map(SnapshotCodec::decode).toList());
  }

  /**
   * @throws SnapshotException if the bytes are not a section, or a section with another key
   */
  public static Section decode(EncodedSection encoded) {
    Class<? extends Section> type =
        switch (encoded.key().kind()) {
          case GATEWAY -> GatewaySection.class;
          case ROUTE -> RouteSection.class;
          case BACKEND -> BackendSection.class;
          case CERTIFICATE -> SecretSection.Certificate.class;
          case CA_BUNDLE -> SecretSection.CaBundle.class;
          case CREDENTIAL -> SecretSection.Credential.class;
          case API_KEY -> SecretSection.ApiKey.class;
          case PASSWORDS -> SecretSection.Passwords.class;
          case NETWORK_FEED -> NetworkFeed.class;
          case JSON_SCHEMA -> JsonSchema.class;
          case RATE_LIMIT -> RateLimitSection.class;
        };
    Section section;
    try {
      section = MAPPER.readValue(encoded.json(), type);
    } catch (IOException | IllegalArgumentException e) {
      if (encoded.key().kind().secret()) {
        // Messages of the parser quote what it read.
        throw new SnapshotException(encoded.key() + " cannot be read");
      }
      throw new SnapshotException(encoded.key() + " cannot be read: " + e, e);
    }
    if (!section.key().equals(encoded.key())) {
      throw new SnapshotException(encoded.key() + " contains " + section.key());
    }
    return section;
  }

  /** {@code sha256:} and 64 hex digits. */
  public static String hash(byte[] bytes) {
    return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static String version(List<EncodedSection> sorted) {
    MessageDigest digest = sha256();
    for (EncodedSection section : sorted) {
      String line =
          section.key().kind()
              + "\0"
              + section.key().object().namespace()
              + "\0"
              + section.key().object().name()
              + "\0"
              + section.hash()
              + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of this package always encode", e);
    }
  }

  /** Writes the case of a sealed type as {@code "type":"SimpleName"}; knows the cases by itself. */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass annotated, JavaType base) {
      if (sealedParent(annotated.getRawType()) == null) {
        return super.findTypeResolver(config, annotated, base);
      }
      return new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.NAME, null)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty("type");
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
      Class<?> parent = sealedParent(annotated.getRawType());
      if (parent == null) {
        return super.findSubtypes(annotated);
      }
      List<NamedType> cases = new ArrayList<>();
      for (Class<?> permitted : parent.getPermittedSubclasses()) {
        cases.add(new NamedType(permitted, permitted.getSimpleName()));
      }
      return cases;
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass annotated) {
      return sealedParent(annotated.getRawType()) == null
          ? super.findTypeName(annotated)
          : annotated.getRawType().getSimpleName();
    }

    /** The sealed interface that a class is or belongs to. Sections carry their kind in the key. */
    private static @Nullable Class<?> sealedParent(Class<?> type) {
      if (Section.class.isAssignableFrom(type)) {
        return null;
      }
      if (type.isInterface() && type.isSealed()) {
        return type;
      }
      for (Class<?> implemented : type.getInterfaces()) {
        if (implemented.isSealed()) {
          return implemented;
        }
      }
      return null;
    }
  }
}
