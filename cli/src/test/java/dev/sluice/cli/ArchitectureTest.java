package dev.sluice.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.NullMarked;

/**
 * The import graph that {@code architecture.md} draws. When a rule complains, move the class rather
 * than widen the rule. It stands in this module because only this one sees all others.
 */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] KUBERNETES = {"io.fabric8..", "io.javaoperatorsdk.."};

  /** Modules, in the order in which they may see each other, and packages where order matters. */
  private static final List<String> EXPECTED =
      List.of(
          "dev.sluice.crds",
          "dev.sluice.snapshot",
          "dev.sluice.matching",
          "dev.sluice.schema",
          "dev.sluice.compiler.resource",
          "dev.sluice.compiler.diagnostic",
          "dev.sluice.compiler.certificate",
          "dev.sluice.compiler.secret",
          "dev.sluice.compiler.resolve",
          "dev.sluice.compiler.translate",
          "dev.sluice.compiler.yaml",
          "dev.sluice.compiler",
          "dev.sluice.collect",
          "dev.sluice.operator",
          "dev.sluice.dataplane",
          "dev.sluice.cli");

  /** Rules about classes that are not on the class path would hold for ever. */
  @ArchTest
  static void everyModuleIsLookedAt(JavaClasses classes) {
    for (String name : EXPECTED) {
      assertThat(classes.stream().map(JavaClass::getPackageName)).contains(name);
    }
  }

  @ArchTest
  static void everyPackageKeepsNullOut(JavaClasses classes) {
    classes.stream()
        .map(JavaClass::getPackage)
        .filter(found -> found.getName().startsWith("dev.sluice"))
        .distinct()
        .forEach(ArchitectureTest::keepsNullOut);
  }

  private static void keepsNullOut(JavaPackage found) {
    assertThat(found.isAnnotatedWith(NullMarked.class))
        .as("%s has a package-info.java with @NullMarked", found.getName())
        .isTrue();
  }

  @ArchTest
  static final ArchRule noPackageCircles =
      slices()
          .matching("dev.sluice.(**)")
          .should()
          .beFreeOfCycles()
          .because("packages in a circle are one package that nobody can read in parts");

  @ArchTest
  static final ArchRule crds =
      classes()
          .that(in("dev.sluice.crds.."))
          .should()
          .onlyDependOnClassesThat(notOursBut("dev.sluice.crds.."))
          .because("the resources are what users write, whatever we make of them");

  @ArchTest
  static final ArchRule snapshot =
      classes()
          .that(in("dev.sluice.snapshot.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.snapshot..", "java..", "org.jspecify..", "com.fasterxml.jackson.."))
          .because("the contract between the planes belongs to neither, and outlives both");

  @ArchTest
  static final ArchRule snapshotRecordsKnowNoJackson =
      noClasses()
          .that(in("dev.sluice.snapshot.."))
          .and()
          .haveSimpleNameNotEndingWith("Codec")
          .and()
          .areTopLevelClasses()
          .should()
          .dependOnClassesThat(in("com.fasterxml.jackson.."))
          .because("how records become bytes is said in the codecs, and nowhere else");

  @ArchTest
  static final ArchRule matching =
      classes()
          .that(in("dev.sluice.matching.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.matching..",
                  "dev.sluice.snapshot..",
                  "java..",
                  "org.jspecify..",
                  "com.google.re2j.."))
          .because(
              "data plane, compiler and explain match alike only if they share this and it is"
                  + " pure");

  @ArchTest
  static final ArchRule schema =
      classes()
          .that(in("dev.sluice.schema.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.schema..",
                  "dev.sluice.matching..",
                  "java..",
                  "org.jspecify..",
                  "com.fasterxml.jackson..",
                  "com.networknt.."))
          .because("what the compiler takes for a schema is one to the data plane, and it is pure");

  @ArchTest
  static final ArchRule compiler =
      classes()
          .that(in("dev.sluice.compiler.."))
          .should()
          .onlyDependOnClassesThat(
              notOursBut(
                  "dev.sluice.compiler..",
                  "dev.sluice.crds..",
                  "dev.sluice.snapshot..",
                  "dev.sluice.matching..",
                  "dev.sluice.schema.."))
          .because(
              "operator, command line, golden tests and benchmarks all call the same compiler");

  @ArchTest
  static final ArchRule compilerResource =
      noClasses()
          .that(in("dev.sluice.compiler.resource.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.compiler.diagnostic..",
                  "dev.sluice.compiler.resolve..",
                  "dev.sluice.compiler.translate..",
                  "dev.sluice.compiler.yaml.."))
          .because("input comes first: resource, diagnostic, resolve, translate");

  @ArchTest
  static final ArchRule compilerDiagnostic =
      noClasses()
          .that(in("dev.sluice.compiler.diagnostic.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.compiler.resolve..",
                  "dev.sluice.compiler.translate..",
                  "dev.sluice.compiler.yaml.."))
          .because("what can be said does not depend on who says it");

  @ArchTest
  static final ArchRule compilerResolve =
      noClasses()
          .that(in("dev.sluice.compiler.resolve.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.sluice.compiler.translate..", "dev.sluice.compiler.yaml.."))
          .because("what a resource means does not depend on how the data plane says it");

  @ArchTest
  static final ArchRule compilerTranslate =
      noClasses()
          .that(in("dev.sluice.compiler.translate.."))
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.sluice.crds..").or(resideInAnyPackage(KUBERNETES)))
          .because(
              "other front ends join at resolve, so nothing behind it knows a Kubernetes type");

  @ArchTest
  static final ArchRule compilerIsPure =
      noClasses()
          .that(in("dev.sluice.compiler.."))
          .and(not(resideInAPackage("dev.sluice.compiler.yaml..")))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.net..",
                      "java.net.http..",
                      "java.nio.file..",
                      "java.io..",
                      "org.slf4j..")
                  // The JDK reads certificates from nothing else; these bytes lie in memory.
                  .and(not(type(ByteArrayInputStream.class).or(type(InputStream.class)))))
          .orShould()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "give clocks, randomness or processes",
                  type ->
                      type.isEquivalentTo(java.time.Clock.class)
                          || type.isAssignableTo(java.util.Random.class)
                          || type.isEquivalentTo(java.util.UUID.class)))
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .because("the same resources give the same bytes on every replica and every machine");

  @ArchTest
  static final ArchRule collect =
      classes()
          .that(in("dev.sluice.collect.."))
          .should()
          .onlyDependOnClassesThat(
              notOursBut(
                  "dev.sluice.collect..",
                  "dev.sluice.compiler..",
                  "dev.sluice.crds..",
                  "dev.sluice.snapshot..",
                  "dev.sluice.matching.."))
          .because("operator and command line collect alike");

  @ArchTest
  static final ArchRule operator =
      noClasses()
          .that(in("dev.sluice.operator.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("dev.sluice.dataplane..", "dev.sluice.cli.."))
          .because("the planes meet in the snapshot only, so that they upgrade in any order");

  @ArchTest
  static final ArchRule operatorPublish =
      noClasses()
          .that(in("dev.sluice.operator.publish.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.operator.compile..",
                  "dev.sluice.operator.reconcile..",
                  "dev.sluice.operator.provision..",
                  "dev.sluice.operator.report.."))
          .because("every replica publishes, whoever provisions and reports");

  @ArchTest
  static final ArchRule operatorCompile =
      noClasses()
          .that(in("dev.sluice.operator.compile.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.operator.reconcile..",
                  "dev.sluice.operator.provision..",
                  "dev.sluice.operator.report.."))
          .because("every replica compiles, and does not wait for the lease");

  @ArchTest
  static final ArchRule operatorQuota =
      classes()
          .that(in("dev.sluice.operator.quota.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.operator.quota..",
                  "dev.sluice.snapshot..",
                  "java..",
                  "org.jspecify.."))
          .because(
              "who gets which share of a limit is arithmetic: no stream, no cluster, no clock");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .callMethodWhere(calls("java.lang.Thread", "sleep"))
          .because("who waits is woken: I/O threads never wait, and others must end when told to");

  @ArchTest
  static final ArchRule namesSayWhat =
      noClasses()
          .that(not(assignableTo(KeyManager.class)))
          .should()
          .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
          .because("when two classes share code, the thing that they share has a name");

  @ArchTest
  static final ArchRule cli =
      noClasses()
          .that(in("dev.sluice.cli.."))
          .should()
          .dependOnClassesThat(in("dev.sluice.operator.."))
          .because("the operator is a program beside the command line, not a part of it");

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
