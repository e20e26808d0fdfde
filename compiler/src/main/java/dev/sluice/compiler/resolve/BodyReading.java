package dev.sluice.compiler.resolve;

import dev.sluice.crds.Limits;
import dev.sluice.crds.Schema;
import dev.sluice.crds.Upload;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.UploadRules;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code limits.schema} and {@code limits.upload} of a layer. */
final class BodyReading {
  /** Parts of a form when nobody says how many. */
  static final int DEFAULT_PARTS = 64;

  static final int MAX_PARTS = 10_000;

  /** ConfigMaps are those of the namespace of who says so. */
  static final Layering<BodySchema> IN_NAMESPACE =
      new Layering<>() {
        @Override
        public BodySchema from(BodySchema value, PolicyOrigin origin) {
          return switch (value) {
            case BodySchema.None none -> none;
            case BodySchema.Of(ObjectKey schema) ->
                new BodySchema.Of(new ObjectKey(origin.object().namespace(), schema.name()));
          };
        }
      };

  private BodyReading() {}

  static @Nullable List<String> schemaWritten(Limits limits) {
    return WrittenJson.of(limits.schema());
  }

  /** In no namespace yet. */
  static PolicyReading<BodySchema> schema(List<String> written) {
    Schema.ConfigMapKey reference = WrittenJson.read(written, Schema.class).configMapRef();
    return new PolicyReading.Understood<>(
        new BodySchema.Of(NetworkFeed.key(new ObjectKey("", reference.name()), reference.key())));
  }

  /** Rules that say nothing are rules: the bounds that are built in. */
  static @Nullable List<String> partsWritten(Limits limits) {
    Upload upload = limits.upload();
    if (upload == null) {
      return null;
    }
    if (upload.maxParts() != null) {
      return List.of(Objects.toString(upload.maxParts()));
    }
    return upload.maxPartBytes() == null && upload.contentTypes() == null
        ? List.of(Integer.toString(DEFAULT_PARTS))
        : null;
  }

  /** What a layer's upload rules say; null where there are none. */
  static <V> @Nullable V ofUpload(Limits limits, Function<Upload, @Nullable V> said) {
    return limits.upload() == null ? null : said.apply(limits.upload());
  }

  /** Of rules that are, and else what is built in. */
  static <V> Function<RequestLimits, V> effective(
      Function<UploadRules.Bounded, V> said, V builtIn) {
    return limits ->
        switch (limits.upload()) {
          case UploadRules.Any any -> builtIn;
          case UploadRules.Bounded bounded -> said.apply(bounded);
        };
  }
}
