package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What bodies of type multipart/form-data (RFC 7578) may carry. */
public record Upload(
    @JsonPropertyDescription("More parts are answered with 413. Default: 64.") @Min(1) @Max(10_000)
        @Nullable Integer maxParts,
    @JsonPropertyDescription(
            "Larger parts are answered with 413. A size such as 10Mi. Default: unlimited.")
        @Nullable IntOrString maxPartBytes,
    @JsonPropertyDescription(
            "Media types of files, such as image/png or image/*; others are answered with 415."
                + " Default: all.")
        @Size(min = 1, max = 32)
        @Nullable
            List<
                @Pattern("^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+|\\*)$")
                @Size(min = 3, max = 128) String>
            contentTypes) {}
