package dev.sluice.dataplane.source;

import dev.sluice.snapshot.EncodedSnapshot;
import java.util.Optional;

/**
 * What outlives this process.
 *
 * @param refused what the last snapshot that was refused while this one was in force says of
 *     credentials; empty if none was
 */
record KeptState(HeldState state, Optional<EncodedSnapshot> refused) {}
