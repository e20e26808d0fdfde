package dev.sluice.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the controller while this replica leads. Each time it takes the lead it starts a new one,
 * because JOSDK neither stops a controller with the lease nor starts it again.
 */
public final class LeaderController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderController.class);
  private static final long STOP_SECONDS = 10;
  private static final Duration RETRY = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final Supplier<DataPlaneReconciler> reconcilers;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leader-controller").factory());
  private @Nullable Operator running;
  private boolean wanted;

  /**
   * @param reconcilers a new one for each time that this replica leads
   */
  public LeaderController(KubernetesClient client, Supplier<DataPlaneReconciler> reconcilers) {
    this.client = client;
    this.reconcilers = reconcilers;
  }

  /** Starts in the background; returns from a stop when nothing is written any more. */
  public void leading(boolean leads) {
    Future<?> done =
        thread.submit(
            () -> {
              wanted = leads;
              if (leads) {
                start();
              } else {
                stop();
              }
            });
    if (!leads) {
      await(done);
    }
  }

  /** Brings all objects to what they should be once more. */
  public void again() {
    thread.execute(
        () -> {
          stop();
          start();
        });
  }

  private static void await(Future<?> done) {
    try {
      done.get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the controller does not stop: {}", e.toString());
    }
  }

  private void start() {
    if (!wanted || running != null) {
      return;
    }
    Operator operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withConcurrentReconciliationThreads(2)
                    .withUseSSAToPatchPrimaryResource(false)
                    .checkingCRDAndValidateLocalModel(false));
    try {
      operator.register(reconcilers.get());
      operator.start();
      running = operator;
    } catch (OperatorException e) {
      LOG.error(
          "cannot provision data planes; those that run go on. Does the role have get, list, watch,"
              + " create and patch for deployments, services, serviceaccounts and configmaps? Next"
              + " try in {} s: {}",
          RETRY.toSeconds(),
          e.getMessage());
      operator.stop();
      thread.schedule(this::start, RETRY.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void stop() {
    Operator operator = running;
    running = null;
    if (operator != null) {
      operator.stop();
    }
  }

  @Override
  public void close() {
    leading(false);
    thread.shutdown();
  }
}
