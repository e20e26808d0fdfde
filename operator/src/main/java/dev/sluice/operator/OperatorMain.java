package dev.sluice.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The operator as a process. Exit codes: 0 after a stop, 1 if it cannot start, 2 for arguments that
 * cannot be used.
 */
public final class OperatorMain {
  private OperatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    OperatorOptions options = new OperatorOptions();
    CommandLine commandLine = new CommandLine(options);
    try {
      commandLine.parseArgs(arguments);
    } catch (CommandLine.ParameterException e) {
      System.err.println(e.getMessage());
      System.exit(CommandLine.ExitCode.USAGE);
    }
    if (commandLine.isUsageHelpRequested()) {
      commandLine.usage(System.out);
      return;
    }
    LogSetup.install();
    Logger log = LoggerFactory.getLogger(OperatorMain.class);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.autoConfigure(null))
                    // Doubles up to 32 times this: at most 8 s after the API server is back.
                    .withWatchReconnectInterval(250)
                    .withRequestRetryBackoffLimit(2)
                    .withUserAgent("sluice-operator")
                    .build())
            .build();
    try {
      RunningOperator operator = new RunningOperator(client, options);
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    log.info("stopping");
                    operator.close();
                    stopped.countDown();
                  }));
      log.info("started push={} health={}", operator.pushPort(), operator.healthPort());
      stopped.await();
    } catch (StartFailure | KubernetesClientException e) {
      log.error("{}", e.getMessage());
      System.exit(1);
    }
  }
}
