package dev.sluice.snapshot;

import java.util.List;

/**
 * What requests may carry.
 *
 * @param maxBody larger bodies are answered with 413
 * @param maxHeaders more header fields are answered with 431
 * @param contentTypes media types in lower case without parameters, a subtype may be {@code *};
 *     bodies of others are answered with 415; empty for all. Sorted
 * @param schema that JSON bodies must satisfy
 * @param upload what forms may carry
 * @param others bodies that the two say nothing of
 */
public record RequestLimits(
    SizeLimit maxBody,
    SizeLimit maxHeaders,
    List<String> contentTypes,
    BodySchema schema,
    UploadRules upload,
    OtherBodies others) {
  public static final RequestLimits NONE =
      new RequestLimits(
          SizeLimit.NONE,
          SizeLimit.NONE,
          List.of(),
          BodySchema.NONE,
          UploadRules.NONE,
          OtherBodies.PASS);

  public RequestLimits {
    contentTypes = contentTypes.stream().sorted().distinct().toList();
  }

  /** Without rules for what bodies mean. */
  public static RequestLimits of(SizeLimit maxBody, List<String> contentTypes) {
    return new RequestLimits(
        maxBody, SizeLimit.NONE, contentTypes, BodySchema.NONE, UploadRules.NONE, OtherBodies.PASS);
  }
}
