package dev.sluice.compiler.resolve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Policies with a shape of their own, as the one text of a {@link dev.sluice.snapshot.PolicyValue}.
 * The same policy gives the same text.
 */
final class WrittenJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .build();

  private WrittenJson() {}

  static @Nullable List<String> of(@Nullable Object policy) {
    if (policy == null) {
      return null;
    }
    try {
      return List.of(MAPPER.writeValueAsString(policy));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of the crds module can be written", e);
    }
  }

  /** Back from the text that {@link #of} gave. */
  static <T> T read(List<String> written, Class<T> type) {
    try {
      return MAPPER.readValue(written.getFirst(), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written by this class can be read", e);
    }
  }
}
