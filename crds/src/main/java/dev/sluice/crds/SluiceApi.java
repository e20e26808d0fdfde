package dev.sluice.crds;

/** Names that all resources share. */
public final class SluiceApi {
  public static final String GROUP = "sluice.dev";
  public static final String VERSION = "v1alpha1";
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** Gateway API's duration format (GEP-2257): {@code 1h30m}, {@code 250ms}. */
  static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

  /** RFC 1123 subdomain, as object names are. */
  static final String OBJECT_NAME =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  /** RFC 1123 label, as namespaces and section names are. */
  static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** A host name, {@code *.} and a host name, or {@code *}; a trailing dot is dropped later. */
  static final String HOSTNAME =
      "^(\\*|(\\*\\.)?[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"
          + "(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*\\.?)$";

  /** A host name, with neither wildcard nor port. */
  static final String PRECISE_HOSTNAME =
      "^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$";

  /** A name that the DNS is asked for, in full; a trailing dot is dropped later. */
  static final String DNS_NAME =
      "^[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?)*\\.?$";

  /** RFC 3339: a date, or a date and time with offset. */
  static final String DATE =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
          + "(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$";

  /** RFC 9110 token. */
  static final String HEADER_NAME = "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$";

  /** On ConfigMaps that hold a table of networks: no other is looked at. */
  public static final String REGION_TABLE_LABEL = "sluice.dev/region-table";

  /** On ConfigMaps that hold JSON Schemas: no other is looked at. */
  public static final String JSON_SCHEMA_LABEL = "sluice.dev/json-schema";

  /** Where the columns are that every kind shows. */
  static final String READY = ".status.conditions[?(@.type==\"Ready\")].status";

  static final String READY_REASON = ".status.conditions[?(@.type==\"Ready\")].reason";
  static final String CREATED = ".metadata.creationTimestamp";

  private SluiceApi() {}
}
