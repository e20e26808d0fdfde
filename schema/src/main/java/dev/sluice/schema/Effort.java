package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;

/**
 * One body against one schema, counted. Schemas can refer to themselves twice at every level, so
 * that a small body takes for ever; the steps of a body are as many as its bytes, times a constant.
 */
final class Effort extends ExecutionContext {
  /** Bound while a body is judged. */
  static final ScopedValue<Effort> CURRENT = ScopedValue.newInstance();

  /** Of the path in the schema: each level is a few frames of the stack. */
  private static final int MAX_DEPTH = 500;

  /** More are not told, and a list that has some stays a list that has some. */
  private static final int MAX_ERRORS = 8;

  private final Weights weights;
  private long left;
  private int depth;

  Effort(long steps, Weights weights) {
    this.left = steps;
    this.weights = weights;
  }

  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new TooCostly("takes more steps than a body of its size may");
    }
  }

  @Override
  public void evaluationPathAddLast(String token) {
    Schema schema = getEvaluationSchema().peekLast();
    JsonNode said = schema == null ? null : schema.getSchemaNode().get(token);
    deeper(said == null ? 1 : weights.steps(said));
    super.evaluationPathAddLast(token);
  }

  @Override
  public void evaluationPathAddLast(int token) {
    deeper(1);
    super.evaluationPathAddLast(token);
  }

  private void deeper(long steps) {
    spend(steps);
    if (++depth > MAX_DEPTH) {
      throw new TooCostly("refers to itself more than " + MAX_DEPTH + " deep");
    }
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
    super.evaluationPathRemoveLast();
  }

  @Override
  public void addError(Error error) {
    if (getErrors().size() < MAX_ERRORS) {
      super.addError(error);
    }
  }
}
