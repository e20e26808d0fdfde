package dev.sluice.compiler.diagnostic;

/** What may be wrong with a ServiceBackend. */
public enum BackendReason implements Reason {
  INVALID_VALUE(ConditionType.ACCEPTED),
  INVALID_TARGET(ConditionType.ACCEPTED),
  INVALID_ADDRESS(ConditionType.ACCEPTED),
  ADDRESS_NOT_ALLOWED(ConditionType.ACCEPTED),
  INVALID_DURATION(ConditionType.ACCEPTED),
  INVALID_SELECTOR(ConditionType.ACCEPTED),
  SERVICE_NOT_FOUND(ConditionType.RESOLVED_REFS),
  PORT_NOT_FOUND(ConditionType.RESOLVED_REFS),
  EXTERNAL_NAME_REFUSED(ConditionType.RESOLVED_REFS),
  SECRET_NOT_FOUND(ConditionType.RESOLVED_REFS),
  INVALID_SECRET(ConditionType.RESOLVED_REFS),
  INVALID_CERTIFICATE(ConditionType.RESOLVED_REFS),
  BACKEND_NOT_FOUND(ConditionType.RESOLVED_REFS),
  CIRCULAR_REFERENCE(ConditionType.RESOLVED_REFS),
  REF_NOT_PERMITTED(ConditionType.RESOLVED_REFS);

  private final ConditionType condition;

  BackendReason(ConditionType condition) {
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
