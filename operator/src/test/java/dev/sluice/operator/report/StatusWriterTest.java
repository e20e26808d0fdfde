package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatusWriterTest {
  private static final ResourceRef REF =
      new ResourceRef(ResourceKind.GATEWAY_ROUTE, new ObjectKey("shop", "orders"));

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<ResourceRef> outdated = new CopyOnWriteArrayList<>();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final AtomicBoolean failed = new AtomicBoolean();
  private @Nullable StatusWriter writer;

  @AfterEach
  void stop() {
    if (writer != null) {
      writer.close();
    }
  }

  private StatusWriter writer(Function<HasMetadata, Integer> answer) {
    StatusWriter made =
        new StatusWriter(
            object -> {
              int code = answer.apply(object);
              if (code != 200) {
                throw new KubernetesClientException(
                    new StatusBuilder().withCode(code).withMessage("no " + code).build());
              }
              written.add(object.getMetadata().getUid());
              return object;
            },
            leads::get,
            (ref, result) -> {},
            outdated::add,
            new OperatorMetrics());
    writer = made;
    return made;
  }

  private static GatewayRoute status(String mark) {
    GatewayRoute route = new GatewayRoute();
    route.setMetadata(new ObjectMetaBuilder().withName("orders").withUid(mark).build());
    return route;
  }

  private int failingOnce(int code) {
    return failed.getAndSet(true) ? 200 : code;
  }

  @Test
  void whatTheApiServerDoesNotTakeNowIsTriedAgain() {
    for (int code : new int[] {429, 500, 503, 0}) {
      failed.set(false);
      written.clear();
      writer(object -> failingOnce(code)).write(REF, status("a"));
      await().untilAsserted(() -> assertThat(written).containsExactly("a"));
    }
  }

  @Test
  void onlyTheLatestOfAnObjectIsWrittenAfterAFailure() {
    CountDownLatch allQueued = new CountDownLatch(1);
    StatusWriter writer =
        writer(
            object -> {
              int code = failingOnce(503);
              await().until(() -> allQueued.getCount() == 0);
              return code;
            });
    writer.write(REF, status("old"));
    await().until(failed::get);
    for (int i = 0; i < 100; i++) {
      writer.write(REF, status("new" + i));
    }
    assertThat(writer.queued()).isLessThanOrEqualTo(1);
    allQueued.countDown();
    await().untilAsserted(() -> assertThat(written).containsExactly("new99"));
  }

  @Test
  void anObjectThatChangedMeanwhileIsLookedAtAgainInsteadOfForced() {
    writer(object -> 409).write(REF, status("a"));
    await().untilAsserted(() -> assertThat(outdated).containsExactly(REF));
    assertThat(written).isEmpty();
  }

  @Test
  void anObjectThatIsGoneIsForgotten() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    StatusWriter writer =
        writer(
            object -> {
              asked.countDown();
              return 404;
            });
    writer.write(REF, status("a"));
    asked.await();
    await().untilAsserted(() -> assertThat(writer.queued()).isZero());
    assertThat(outdated).isEmpty();
  }

  @Test
  void whoDoesNotLeadAnyMoreWritesNothing() {
    leads.set(false);
    StatusWriter writer = writer(object -> 200);
    writer.write(REF, status("a"));
    await().untilAsserted(() -> assertThat(writer.queued()).isZero());
    assertThat(written).isEmpty();
  }
}
