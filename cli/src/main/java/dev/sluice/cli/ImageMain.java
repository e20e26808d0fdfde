package dev.sluice.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Map;

/**
 * Entry point of the container image, which holds three programs: {@code operator} and {@code
 * dataplane} as first argument name theirs, everything else is for the {@code sluice} command. In
 * Java, because the image has no shell that could choose.
 */
public final class ImageMain {
  /** By name: the command line must not be compiled against the operator. */
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "operator", "dev.sluice.operator.OperatorMain",
          "dataplane", "dev.sluice.dataplane.DataplaneMain",
          "sluice", "dev.sluice.cli.SluiceMain");

  private ImageMain() {}

  public static void main(String[] arguments) throws Throwable {
    if (arguments.length > 0 && PROGRAMS.containsKey(arguments[0])) {
      mainOf(arguments[0]).invokeExact(Arrays.copyOfRange(arguments, 1, arguments.length));
    } else {
      SluiceMain.main(arguments);
    }
  }

  static MethodHandle mainOf(String program) throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findStatic(
            Class.forName(PROGRAMS.get(program)),
            "main",
            MethodType.methodType(void.class, String[].class));
  }
}
