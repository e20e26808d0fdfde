package dev.sluice.compiler.diagnostic;

/** What may be wrong with a DataPlane. */
public enum DataPlaneReason implements Reason {
  INVALID_VALUE(ConditionType.ACCEPTED),
  DUPLICATE_LISTENER_NAME(ConditionType.ACCEPTED),
  DUPLICATE_LISTENER_PORT(ConditionType.ACCEPTED),
  INVALID_TLS(ConditionType.ACCEPTED),
  INVALID_REDIRECT(ConditionType.ACCEPTED),
  INVALID_CLIENT_ADDRESS(ConditionType.ACCEPTED),
  INVALID_HOSTNAME(ConditionType.ACCEPTED),
  INVALID_CIDR(ConditionType.ACCEPTED),
  INVALID_POLICY(ConditionType.ACCEPTED),
  INVALID_PROVIDER(ConditionType.ACCEPTED),
  INVALID_SELECTOR(ConditionType.ACCEPTED),
  CONFIG_MAP_NOT_FOUND(ConditionType.RESOLVED_REFS),
  INVALID_NETWORK_LIST(ConditionType.RESOLVED_REFS),
  INVALID_SCHEMA(ConditionType.RESOLVED_REFS),
  BACKEND_NOT_FOUND(ConditionType.RESOLVED_REFS),
  SECRET_NOT_FOUND(ConditionType.RESOLVED_REFS),
  INVALID_SECRET(ConditionType.RESOLVED_REFS),
  INVALID_CERTIFICATE(ConditionType.RESOLVED_REFS),
  REF_NOT_PERMITTED(ConditionType.RESOLVED_REFS);

  private final ConditionType condition;

  DataPlaneReason(ConditionType condition) {
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
