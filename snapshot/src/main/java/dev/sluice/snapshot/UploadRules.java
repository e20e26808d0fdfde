package dev.sluice.snapshot;

import java.util.List;

/** What bodies of type {@code multipart/form-data} (RFC 7578) may carry. */
public sealed interface UploadRules {
  UploadRules NONE = new Any();

  /** Anything. */
  record Any() implements UploadRules {}

  /**
   * @param contentTypes of files, as in {@link RequestLimits#contentTypes}
   */
  record Bounded(int maxParts, SizeLimit maxPart, List<String> contentTypes)
      implements UploadRules {
    public Bounded {
      contentTypes = contentTypes.stream().sorted().distinct().toList();
    }
  }
}
