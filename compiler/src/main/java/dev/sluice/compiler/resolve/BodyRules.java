package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.OtherBodies;
import java.util.ArrayList;
import java.util.List;

/**
 * Which bodies pass unseen. Who asks for a schema means all bodies: one of another type would go
 * around it. Who asks for upload rules at a route means uploads; a data plane that bounds the forms
 * of all its routes says nothing of their other bodies. {@code limits.contentTypes} lists what may
 * come besides; what a route lists there, or allows to be uploaded, opens nothing that an override
 * has closed.
 *
 * @param defaults of the data plane
 * @param said by the route and the rule
 * @param overrides of the data plane
 */
record BodyRules(PolicyLayer defaults, List<PolicyLayer> said, PolicyLayer overrides) {
  private static final String FORM = "multipart/form-data";

  /** Whether there are upload rules. */
  boolean upload() {
    return uploads(overrides) || uploads(defaults) || said.stream().anyMatch(BodyRules::uploads);
  }

  /**
   * @param contentTypes as they came out
   */
  OtherBodies others(List<String> contentTypes) {
    boolean overridden = says(overrides, PolicySettings.BODY_SCHEMA);
    boolean schema =
        overridden
            || says(defaults, PolicySettings.BODY_SCHEMA)
            || said.stream().anyMatch(layer -> says(layer, PolicySettings.BODY_SCHEMA));
    boolean uploadOfRoute = said.stream().anyMatch(BodyRules::uploads);
    if (!schema && !uploadOfRoute) {
      return OtherBodies.PASS;
    }
    List<String> types = new ArrayList<>();
    if (overridden ? uploads(overrides) : uploadOfRoute || uploads(defaults)) {
      types.add(FORM);
    }
    if (!overridden || says(overrides, PolicySettings.CONTENT_TYPES)) {
      types.addAll(contentTypes);
    }
    return new OtherBodies.Only(types);
  }

  private static boolean uploads(PolicyLayer layer) {
    return PolicySettings.OF_UPLOAD.stream().anyMatch(setting -> says(layer, setting));
  }

  private static boolean says(PolicyLayer layer, PolicySetting<?> setting) {
    return layer.values().containsKey(setting);
  }
}
