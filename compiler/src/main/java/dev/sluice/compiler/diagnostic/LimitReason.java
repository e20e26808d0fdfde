package dev.sluice.compiler.diagnostic;

/** What may be wrong with a RateLimitPolicy. */
public enum LimitReason implements Reason {
  INVALID_VALUE(ConditionType.ACCEPTED),
  INVALID_TARGET(ConditionType.ACCEPTED),
  DUPLICATE_TARGET(ConditionType.ACCEPTED),
  DUPLICATE_LIMIT_NAME(ConditionType.ACCEPTED),
  INVALID_LIMIT(ConditionType.ACCEPTED),
  INVALID_AMOUNT(ConditionType.ACCEPTED),
  INVALID_DURATION(ConditionType.ACCEPTED),
  INVALID_KEY(ConditionType.ACCEPTED),
  INVALID_TIERS(ConditionType.ACCEPTED),
  INVALID_STORE(ConditionType.ACCEPTED),
  INVALID_CONDITION(ConditionType.ACCEPTED),
  INVALID_PATH(ConditionType.ACCEPTED),
  INVALID_METHOD(ConditionType.ACCEPTED),
  INVALID_REGEX(ConditionType.ACCEPTED),
  INVALID_GLOB(ConditionType.ACCEPTED),
  INVALID_HEADER(ConditionType.ACCEPTED),
  FORBIDDEN_HEADER(ConditionType.ACCEPTED),
  INVALID_CIDR(ConditionType.ACCEPTED),
  NO_IDENTITY(ConditionType.ACCEPTED),
  TARGET_NOT_FOUND(ConditionType.RESOLVED_REFS),
  RULE_NOT_FOUND(ConditionType.RESOLVED_REFS),
  REF_NOT_PERMITTED(ConditionType.RESOLVED_REFS),
  NOT_REFERENCED(ConditionType.RESOLVED_REFS),
  REDIS_NOT_FOUND(ConditionType.RESOLVED_REFS);

  private final ConditionType condition;

  LimitReason(ConditionType condition) {
    this.condition = condition;
  }

  /** The same mistake in what rules and limits have in common. */
  public static LimitReason of(RouteReason reason) {
    return switch (reason) {
      case INVALID_PATH -> INVALID_PATH;
      case INVALID_METHOD -> INVALID_METHOD;
      case INVALID_REGEX -> INVALID_REGEX;
      case INVALID_GLOB -> INVALID_GLOB;
      case INVALID_HEADER -> INVALID_HEADER;
      case FORBIDDEN_HEADER -> FORBIDDEN_HEADER;
      case INVALID_CIDR -> INVALID_CIDR;
      default -> INVALID_CONDITION;
    };
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
