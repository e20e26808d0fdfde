package dev.sluice.dataplane.limit.quota;

import dev.sluice.snapshot.EqualShare;

/**
 * By how many limits are divided, as the operator said last: what a restart must not forget while
 * there is no operator that would say it again.
 *
 * @param term of the leader who said it; an older one is not listened to
 */
public record Replicated(long term, EqualShare equal) {}
