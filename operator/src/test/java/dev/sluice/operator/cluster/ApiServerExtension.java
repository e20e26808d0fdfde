package dev.sluice.operator.cluster;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Hands one {@link ApiServer} to all test classes of a JVM. Where the binaries are missing it says
 * so loudly; in CI that is a failure.
 */
public final class ApiServerExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ApiServerExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    server(context);
  }

  private static ApiServer server(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(ApiServer.class, type -> start(), ApiServer.class);
  }

  private static ApiServer start() {
    Optional<KubeTools> tools = KubeTools.find();
    if (tools.isPresent()) {
      return ApiServer.start(tools.get());
    }
    String missing =
        "kube-apiserver and etcd are not built: run `make kube-tools` (needs Go), or set"
            + " KUBE_API_TEST_DIR. WITHOUT THEM NOTHING IS TESTED AGAINST A REAL API SERVER.";
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(missing);
    }
    System.err.println("SKIPPED: " + missing);
    throw new TestAbortedException(missing);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ApiServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }
}
