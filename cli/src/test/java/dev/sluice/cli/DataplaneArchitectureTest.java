package dev.sluice.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.dataplane.exchange.RequestContext;

/** The import graph within the data plane, and what its parts must not do. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
final class DataplaneArchitectureTest {
  private static final String[] KUBERNETES = {"io.fabric8..", "io.javaoperatorsdk.."};

  @ArchTest
  static final ArchRule dataplane =
      classes()
          .that(in("dev.sluice.dataplane.."))
          .should()
          .onlyDependOnClassesThat(
              notOursBut(
                      "dev.sluice.dataplane..",
                      "dev.sluice.snapshot..",
                      "dev.sluice.matching..",
                      "dev.sluice.schema..")
                  .and(not(resideInAnyPackage(KUBERNETES))))
          .because("the data plane serves with the cluster away: it knows no Kubernetes");

  @ArchTest
  static final ArchRule dataplaneUpstream =
      noClasses()
          .that(in("dev.sluice.dataplane.upstream.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.dataplane.handler..",
                  "dev.sluice.dataplane.chain..",
                  "dev.sluice.dataplane.runtime..",
                  "dev.sluice.dataplane.source.."))
          .because(
              "state of backends outlives chains and runtimes, so it must not hold on to them");

  @ArchTest
  static final ArchRule dataplaneUpstreamParts =
      noClasses()
          .that(in("dev.sluice.dataplane.upstream.*.."))
          .should()
          .dependOnClassesThat(in("dev.sluice.dataplane.upstream"))
          .because("what judges and balances can be read, and tested, without a connection");

  @ArchTest
  static final ArchRule dataplaneLimit =
      noClasses()
          .that(in("dev.sluice.dataplane.limit.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.dataplane.auth..",
                  "dev.sluice.dataplane.upstream..",
                  "dev.sluice.dataplane.chain..",
                  "dev.sluice.dataplane.runtime..",
                  "dev.sluice.dataplane.source..",
                  "dev.sluice.dataplane.admin..",
                  "dev.sluice.dataplane.observe.."))
          .because("limits know who asks and not how that was found out, nor who counts them");

  @ArchTest
  static final ArchRule dataplaneLimitParts =
      noClasses()
          .that(in("dev.sluice.dataplane.limit.*.."))
          .should()
          .dependOnClassesThat(in("dev.sluice.dataplane.limit"))
          .because(
              "keys, conditions, counters and stores are put together in one place above them");

  @ArchTest
  static final ArchRule dataplaneLimitCounting =
      classes()
          .that(
              resideInAnyPackage(
                  "dev.sluice.dataplane.limit.count..", "dev.sluice.dataplane.limit.demand.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.dataplane.limit.count..",
                  "dev.sluice.dataplane.limit.demand..",
                  "java..",
                  "org.jspecify.."))
          .because("counting is arithmetic with the time as an argument");

  @ArchTest
  static final ArchRule dataplaneLimitStores =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.sluice.dataplane.limit.state..",
                  "dev.sluice.dataplane.limit.store..",
                  "dev.sluice.dataplane.limit.quota..",
                  "dev.sluice.dataplane.limit.redis.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.undertow..", "dev.sluice.dataplane.exchange.."))
          .because("what is counted outlives requests, so it must not hold on to one");

  @ArchTest
  static final ArchRule redis =
      noClasses()
          .that(not(resideInAPackage("dev.sluice.dataplane.redis..")))
          .should()
          .dependOnClassesThat(in("io.lettuce.."))
          .because("there is one owner of connections to Redis, and one place that waits for it");

  @ArchTest
  static final ArchRule dataplaneExchange =
      noClasses()
          .that(in("dev.sluice.dataplane.exchange.."))
          .should()
          .dependOnClassesThat(
              in("dev.sluice.dataplane..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.sluice.dataplane.exchange..",
                              "dev.sluice.dataplane.identity..",
                              "dev.sluice.dataplane.reply.."))))
          .because("everybody writes into the context of a request, so it knows none of them");

  @ArchTest
  static final ArchRule oneAttachment =
      noClasses()
          .that(in("dev.sluice.dataplane..").and(not(type(RequestContext.class))))
          .should()
          .callMethodWhere(calls("io.undertow.server.HttpServerExchange", "putAttachment"))
          .because("what handlers tell each other is a typed field of the request's context");

  @ArchTest
  static final ArchRule dataplaneHandlers =
      noClasses()
          .that(in("dev.sluice.dataplane.handler.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.dataplane.chain..",
                  "dev.sluice.dataplane.runtime..",
                  "io.prometheus.."))
          .because("a handler knows neither its place in the chain nor who counts it");

  @ArchTest
  static final ArchRule dataplaneReply =
      noClasses()
          .that(in("dev.sluice.dataplane.reply.."))
          .should()
          .dependOnClassesThat(
              in("dev.sluice.dataplane..").and(not(in("dev.sluice.dataplane.reply.."))))
          .because("every package names failures, so the names come first");

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
    return DescribedPredicate.describe(
        owner + "." + method,
        call -> call.getTargetOwner().getName().equals(owner) && call.getName().equals(method));
  }

  private static DescribedPredicate<JavaClass> in(String packages) {
    return resideInAPackage(packages);
  }

  /** Libraries are the build's business; of our own packages only these. */
  private static DescribedPredicate<JavaClass> notOursBut(String... ours) {
    return not(resideInAPackage("dev.sluice..")).or(resideInAnyPackage(ours));
  }
}
