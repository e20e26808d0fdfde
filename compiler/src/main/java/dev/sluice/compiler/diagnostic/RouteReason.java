package dev.sluice.compiler.diagnostic;

/** What may be wrong with a GatewayRoute. */
public enum RouteReason implements Reason {
  NO_DATA_PLANE(ConditionType.ACCEPTED),
  DATA_PLANE_NOT_FOUND(ConditionType.ACCEPTED),
  NOT_ALLOWED_BY_DATA_PLANE(ConditionType.ACCEPTED),
  INVALID_VALUE(ConditionType.ACCEPTED),
  INVALID_HOSTNAME(ConditionType.ACCEPTED),
  HOSTNAME_NOT_GRANTED(ConditionType.ACCEPTED),
  CONFLICTED(ConditionType.ACCEPTED),
  DUPLICATE_RULE_NAME(ConditionType.ACCEPTED),
  DUPLICATE(ConditionType.ACCEPTED),
  SHADOWED(ConditionType.ACCEPTED),
  INVALID_RULE(ConditionType.ACCEPTED),
  INVALID_PATH(ConditionType.ACCEPTED),
  INVALID_METHOD(ConditionType.ACCEPTED),
  INVALID_REGEX(ConditionType.ACCEPTED),
  INVALID_GLOB(ConditionType.ACCEPTED),
  INVALID_QUERY_PARAM(ConditionType.ACCEPTED),
  INVALID_COOKIE(ConditionType.ACCEPTED),
  INVALID_CIDR(ConditionType.ACCEPTED),
  INVALID_PRIORITY(ConditionType.ACCEPTED),
  INVALID_FILTER(ConditionType.ACCEPTED),
  INVALID_HEADER(ConditionType.ACCEPTED),
  FORBIDDEN_HEADER(ConditionType.ACCEPTED),
  UNKNOWN_VARIABLE(ConditionType.ACCEPTED),
  INVALID_DURATION(ConditionType.ACCEPTED),
  INVALID_POLICY(ConditionType.ACCEPTED),
  AUTHENTICATION_REQUIRED(ConditionType.ACCEPTED),
  UNPROTECTED(ConditionType.ACCEPTED),
  INVALID_WEIGHT(ConditionType.ACCEPTED),
  INVALID_SPLIT(ConditionType.ACCEPTED),
  INVALID_GEO(ConditionType.ACCEPTED),
  INVALID_REGION_TABLE(ConditionType.ACCEPTED),
  NO_WEIGHT(ConditionType.ACCEPTED),
  PROVIDER_NOT_FOUND(ConditionType.RESOLVED_REFS),
  CONFIG_MAP_NOT_FOUND(ConditionType.RESOLVED_REFS),
  INVALID_NETWORK_LIST(ConditionType.RESOLVED_REFS),
  INVALID_SCHEMA(ConditionType.RESOLVED_REFS),
  BACKEND_NOT_FOUND(ConditionType.RESOLVED_REFS),
  REF_NOT_PERMITTED(ConditionType.RESOLVED_REFS),
  SERVICE_NOT_FOUND(ConditionType.RESOLVED_REFS),
  PORT_NOT_FOUND(ConditionType.RESOLVED_REFS),
  EXTERNAL_NAME_REFUSED(ConditionType.RESOLVED_REFS);

  private final ConditionType condition;

  RouteReason(ConditionType condition) {
    this.condition = condition;
  }

  @Override
  public String word() {
    return Reason.camelCase(this);
  }

  @Override
  public ConditionType condition() {
    return condition;
  }
}
