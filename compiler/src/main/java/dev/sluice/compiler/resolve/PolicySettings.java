package dev.sluice.compiler.resolve;

import static dev.sluice.compiler.resolve.PolicySetting.access;
import static dev.sluice.compiler.resolve.PolicySetting.all;
import static dev.sluice.compiler.resolve.PolicySetting.header;
import static dev.sluice.compiler.resolve.PolicySetting.limit;
import static dev.sluice.compiler.resolve.PolicySetting.one;
import static dev.sluice.compiler.resolve.PolicySetting.retry;
import static dev.sluice.compiler.resolve.PolicySetting.size;
import static dev.sluice.compiler.resolve.PolicySetting.timeout;

import dev.sluice.crds.Policies;
import dev.sluice.crds.SecurityHeaders;
import dev.sluice.crds.Timeouts;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.PolicyValue;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityPreset;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.UploadRules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All settings of policies, in the order in which they are told of. */
final class PolicySettings {
  private static final int MAX_ATTEMPTS = 10;
  private static final long MAX_REPLAY = 1 << 20;

  /** What every data plane takes from whoever it is. */
  private static final long MOST_HEADERS = 32 << 10;

  static final PolicySetting<Timeout> REQUEST_TIMEOUT =
      timeout("request", Timeouts::request, RouteTimeouts::request);
  static final PolicySetting<Timeout> BACKEND_TIMEOUT =
      timeout("backendRequest", Timeouts::backendRequest, RouteTimeouts::backendRequest);
  static final PolicySetting<Timeout> IDLE_TIMEOUT =
      timeout("idle", Timeouts::idle, RouteTimeouts::idle);
  static final PolicySetting<Integer> RETRY_ATTEMPTS =
      retry(
          "attempts",
          retry -> one(retry.attempts()),
          written -> PolicyReading.integer(written, 0, MAX_ATTEMPTS),
          RetryPolicy::attempts);
  static final PolicySetting<List<RetryCondition>> RETRY_ON =
      retry("retryOn", retry -> all(retry.retryOn()), PolicyReading::conditions, RetryPolicy::on);
  static final PolicySetting<List<Integer>> RETRY_CODES =
      retry("codes", retry -> all(retry.codes()), PolicyReading::codes, RetryPolicy::codes);
  static final PolicySetting<List<String>> RETRY_METHODS =
      retry("methods", retry -> all(retry.methods()), PolicyReading::methods, RetryPolicy::methods);
  static final PolicySetting<Long> BACKOFF_BASE =
      retry(
          "backoff.base",
          retry -> retry.backoff() == null ? null : one(retry.backoff().base()),
          PolicyReading::millis,
          RetryPolicy::backoffBaseMillis);
  static final PolicySetting<Long> BACKOFF_MAX =
      retry(
          "backoff.max",
          retry -> retry.backoff() == null ? null : one(retry.backoff().max()),
          PolicyReading::millis,
          RetryPolicy::backoffMaxMillis);
  static final PolicySetting<Long> HONOUR_RETRY_AFTER =
      retry(
          "honourRetryAfter",
          retry -> one(retry.honourRetryAfter()),
          PolicyReading::millis,
          RetryPolicy::honourRetryAfterMillis);
  static final PolicySetting<Long> MAX_REPLAY_BYTES =
      retry(
          "maxReplayBytes",
          retry -> size(retry.maxReplayBytes()),
          written -> PolicyReading.size(written, MAX_REPLAY),
          RetryPolicy::maxReplayBytes);
  static final PolicySetting<Hedge> HEDGE =
      new PolicySetting<>(
          "hedge",
          Hedge.OF_BACKEND,
          policies -> HedgeReading.written(policies.hedge()),
          HedgeReading::read,
          RoutePolicies::hedge,
          Layering.replacing());
  static final PolicySetting<SizeLimit> MAX_BODY_BYTES =
      limit(
          "maxBodyBytes",
          limits -> size(limits.maxBodyBytes()),
          written -> PolicyReading.size(written, Long.MAX_VALUE).map(SizeLimit.Bytes::new),
          RequestLimits::maxBody);
  static final PolicySetting<SizeLimit> MAX_HEADER_BYTES =
      limit(
          "maxHeaderBytes",
          limits -> size(limits.maxHeaderBytes()),
          written -> PolicyReading.size(written, MOST_HEADERS).map(SizeLimit.Bytes::new),
          RequestLimits::maxHeaders);
  static final PolicySetting<List<String>> CONTENT_TYPES =
      limit(
          "contentTypes",
          limits -> all(limits.contentTypes()),
          PolicyReading::mediaTypes,
          RequestLimits::contentTypes);
  static final PolicySetting<BodySchema> BODY_SCHEMA =
      limit(
          "schema",
          BodyReading::schemaWritten,
          BodyReading::schema,
          RequestLimits::schema,
          BodyReading.IN_NAMESPACE);
  static final PolicySetting<Integer> UPLOAD_PARTS =
      limit(
          "upload.maxParts",
          BodyReading::partsWritten,
          written -> PolicyReading.integer(written, 1, BodyReading.MAX_PARTS),
          BodyReading.effective(UploadRules.Bounded::maxParts, BodyReading.DEFAULT_PARTS));
  static final PolicySetting<SizeLimit> UPLOAD_PART_BYTES =
      limit(
          "upload.maxPartBytes",
          limits -> BodyReading.ofUpload(limits, upload -> size(upload.maxPartBytes())),
          written -> PolicyReading.size(written, Long.MAX_VALUE).map(SizeLimit.Bytes::new),
          BodyReading.effective(UploadRules.Bounded::maxPart, SizeLimit.NONE));
  static final PolicySetting<List<String>> UPLOAD_TYPES =
      limit(
          "upload.contentTypes",
          limits -> BodyReading.ofUpload(limits, upload -> all(upload.contentTypes())),
          PolicyReading::mediaTypes,
          BodyReading.effective(UploadRules.Bounded::contentTypes, List.of()));

  static final PolicySetting<Authentication> AUTH =
      access(
          "auth",
          AccessPolicies::authentication,
          policies -> WrittenJson.of(policies.auth()),
          AccessReading::authentication,
          AccessReading.NOT_WEAKER);
  static final PolicySetting<Authorization> AUTHORIZATION =
      access(
          "authorization",
          AccessPolicies::authorization,
          policies -> WrittenJson.of(policies.authorization()),
          AccessReading::authorization,
          AccessReading.BOTH);
  static final PolicySetting<AddressAccess> IP_ACCESS =
      access(
          "ipAccess",
          AccessPolicies::addresses,
          policies -> WrittenJson.of(policies.ipAccess()),
          AddressReading::read,
          AddressReading.BOTH);
  static final PolicySetting<Cors> CORS =
      access(
          "cors",
          AccessPolicies::cors,
          policies -> WrittenJson.of(policies.cors()),
          CorsReading::read,
          Layering.replacing());

  static final PolicySetting<SecurityPreset> SECURITY_PRESET =
      access(
          "securityHeaders.preset",
          policies -> policies.securityHeaders().preset(),
          policies ->
              policies.securityHeaders() == null ? null : one(policies.securityHeaders().preset()),
          SecurityHeadersReading::preset,
          Layering.least());
  static final Map<SecurityHeader, PolicySetting<Optional<HeaderChoice>>> SECURITY_HEADERS =
      new EnumMap<>(
          Map.of(
              SecurityHeader.HSTS,
              header(SecurityHeader.HSTS, SecurityHeaders::hsts),
              SecurityHeader.CONTENT_SECURITY_POLICY,
              header(
                  SecurityHeader.CONTENT_SECURITY_POLICY, SecurityHeaders::contentSecurityPolicy),
              SecurityHeader.CONTENT_TYPE_OPTIONS,
              header(SecurityHeader.CONTENT_TYPE_OPTIONS, SecurityHeaders::contentTypeOptions),
              SecurityHeader.FRAME_OPTIONS,
              header(SecurityHeader.FRAME_OPTIONS, SecurityHeaders::frameOptions),
              SecurityHeader.REFERRER_POLICY,
              header(SecurityHeader.REFERRER_POLICY, SecurityHeaders::referrerPolicy),
              SecurityHeader.PERMISSIONS_POLICY,
              header(SecurityHeader.PERMISSIONS_POLICY, SecurityHeaders::permissionsPolicy),
              SecurityHeader.SERVER_HEADERS,
              header(SecurityHeader.SERVER_HEADERS, SecurityHeaders::serverHeaders)));

  static final List<PolicySetting<?>> ALL =
      Stream.concat(
              Stream.of(
                  REQUEST_TIMEOUT,
                  BACKEND_TIMEOUT,
                  IDLE_TIMEOUT,
                  RETRY_ATTEMPTS,
                  RETRY_ON,
                  RETRY_CODES,
                  RETRY_METHODS,
                  BACKOFF_BASE,
                  BACKOFF_MAX,
                  HONOUR_RETRY_AFTER,
                  MAX_REPLAY_BYTES,
                  HEDGE,
                  MAX_BODY_BYTES,
                  MAX_HEADER_BYTES,
                  CONTENT_TYPES,
                  BODY_SCHEMA,
                  UPLOAD_PARTS,
                  UPLOAD_PART_BYTES,
                  UPLOAD_TYPES,
                  AUTH,
                  AUTHORIZATION,
                  IP_ACCESS,
                  CORS,
                  SECURITY_PRESET),
              SECURITY_HEADERS.values().stream())
          .toList();

  /** What forms may carry: one of them is enough. */
  static final List<PolicySetting<?>> OF_UPLOAD =
      List.of(UPLOAD_PARTS, UPLOAD_PART_BYTES, UPLOAD_TYPES);

  /** Those that decide who may pass. */
  static final List<PolicySetting<?>> OF_ACCESS = List.of(AUTH, AUTHORIZATION, IP_ACCESS);

  /** What a resource says, setting by setting. */
  static List<PolicyValue> valuesOf(@Nullable Policies policies) {
    if (policies == null) {
      return List.of();
    }
    List<PolicyValue> values = new ArrayList<>();
    for (PolicySetting<?> setting : ALL) {
      List<String> written = setting.written().apply(policies);
      if (written != null) {
        values.add(new PolicyValue(setting.policy(), written));
      }
    }
    return values;
  }

  private PolicySettings() {}
}
