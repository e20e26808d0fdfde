package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a plain listener sends its clients. */
@ValidationRule(
    value = "!has(self.statusCode) || self.statusCode in [301, 302, 307, 308]",
    message = "statusCode: 301, 302, 307 or 308")
public record HttpsRedirect(
    @JsonPropertyDescription(
            "Port that clients reach HTTPS at; 443 is left out of the URL. Default: that of the"
                + " first listener of protocol HTTPS.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            "301, 302, 307 or 308. After 301 and 302 many clients repeat a POST as GET, after 307"
                + " and 308 none does. Default: 301.")
        @Nullable Integer statusCode) {}
