package dev.sluice.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Least privilege: what must never be among the operator's rights. */
final class ChartRightsTest {
  private final List<PolicyRule> everywhere =
      ChartRendering.render(Map.of(), ClusterRole.class).stream()
          .flatMap(role -> role.getRules().stream())
          .toList();
  private static final String API_KEYS = "sluice-operator-api-keys";

  private final List<PolicyRule> atHome =
      ChartRendering.render(Map.of(), Role.class).stream()
          .filter(role -> !role.getMetadata().getName().equals(API_KEYS))
          .flatMap(role -> role.getRules().stream())
          .toList();

  @Test
  void noRuleHasAWildcard() {
    assertThat(Stream.concat(everywhere.stream(), atHome.stream()))
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(
                        Stream.of(
                                rule.getVerbs(),
                                rule.getResources(),
                                rule.getApiGroups(),
                                rule.getNonResourceURLs())
                            .flatMap(List::stream))
                    .noneMatch(word -> word.contains("*")));
  }

  @Test
  void secretsOfOthersCannotBeFoundByLookingForThem() {
    assertThat(everywhere)
        .filteredOn(rule -> rule.getResources().contains("secrets"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getResources()).containsExactly("secrets");
              assertThat(rule.getVerbs())
                  .containsExactlyInAnyOrder("get", "create", "update", "delete");
            });
    assertThat(atHome)
        .filteredOn(rule -> rule.getResources().contains("secrets"))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              if (!rule.getVerbs().equals(List.of("create"))) {
                assertThat(rule.getResourceNames()).containsExactly("sluice-operator-tls");
              }
              assertThat(rule.getVerbs()).doesNotContain("list", "watch", "delete");
            });
  }

  @Test
  void nothingLetsTheOperatorGainRights() {
    assertThat(everywhere)
        .noneMatch(rule -> rule.getApiGroups().contains("rbac.authorization.k8s.io"))
        .noneMatch(rule -> rule.getResources().stream().anyMatch(r -> r.startsWith("pods")))
        .noneMatch(rule -> rule.getResources().contains("serviceaccounts/token"))
        .flatExtracting(PolicyRule::getVerbs)
        .doesNotContain("impersonate", "escalate", "bind", "deletecollection");
  }

  @Test
  void routesAndBackendsAreReadAndTheirStatusesWrittenNothingElse() {
    Set<String> rights = new TreeSet<>();
    everywhere.stream()
        .filter(rule -> rule.getApiGroups().contains("sluice.dev"))
        .forEach(
            rule ->
                rule.getResources()
                    .forEach(
                        resource ->
                            rule.getVerbs().forEach(verb -> rights.add(resource + " " + verb))));

    assertThat(rights)
        .contains(
            "gatewayroutes watch",
            "ratelimitpolicies/status patch",
            "servicebackends/status patch",
            "dataplanes/status patch")
        .noneMatch(right -> right.matches("\\w+ (create|update|patch|delete)"));
  }

  @Test
  void onlyTheOperatorsServiceAccountIsBound() {
    List<Subject> subjects =
        Stream.concat(
                ChartRendering.render(Map.of(), ClusterRoleBinding.class).stream()
                    .flatMap(binding -> binding.getSubjects().stream()),
                ChartRendering.render(Map.of(), RoleBinding.class).stream()
                    .flatMap(binding -> binding.getSubjects().stream()))
            .toList();

    assertThat(subjects)
        .hasSize(3)
        .allSatisfy(
            subject -> {
              assertThat(subject.getKind()).isEqualTo("ServiceAccount");
              assertThat(subject.getName()).isEqualTo("sluice-operator");
              assertThat(subject.getNamespace()).isEqualTo(ChartRendering.NAMESPACE);
            });
  }

  /** RBAC knows no labels: to find keys by theirs takes the right to list, where keys may be. */
  @Test
  void secretsAreListedOnlyWhereApiKeysMayBe() {
    List<Role> roles =
        ChartRendering.render(
                Map.of("apiKeys", Map.of("namespaces", List.of("shop", ChartRendering.NAMESPACE))),
                Role.class)
            .stream()
            .filter(role -> role.getMetadata().getName().equals(API_KEYS))
            .toList();
    assertThat(roles)
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder(ChartRendering.NAMESPACE, "shop");
    assertThat(roles)
        .flatExtracting(Role::getRules)
        .allSatisfy(
            rule -> {
              assertThat(rule.getResources()).containsExactly("secrets");
              assertThat(rule.getVerbs()).containsExactly("list");
            });
  }
}
