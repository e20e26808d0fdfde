package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests may carry. */
public record Limits(
    @JsonPropertyDescription(
            "Larger request bodies are answered with 413. A size such as 10Mi. Default: unlimited.")
        @Nullable IntOrString maxBodyBytes,
    @JsonPropertyDescription(
            "Requests with more header fields are answered with 431: names and values and 4 bytes for"
                + " each. A size up to 32Ki, which holds everywhere. Default: 32Ki.")
        @Nullable IntOrString maxHeaderBytes,
    @JsonPropertyDescription(
            "Media types of request bodies, such as application/json or image/*; others are"
                + " answered with 415. Default: all.")
        @Size(min = 1, max = 32)
        @Nullable
            List<
                @Pattern("^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+|\\*)$")
                @Size(min = 3, max = 128) String>
            contentTypes,
    @JsonPropertyDescription(
            "JSON bodies that do not satisfy it are answered with 400, other bodies with 415 unless"
                + " contentTypes lists them. They are collected: up to maxBodyBytes, at most 8Mi,"
                + " by default 1Mi. Default: none.")
        @Nullable Schema schema,
    @JsonPropertyDescription("What uploaded forms may carry. Default: anything.")
        @Nullable Upload upload) {}
