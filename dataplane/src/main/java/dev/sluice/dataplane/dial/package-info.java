/**
 * Where this data plane may connect to. Asked at every dial, whoever dials and wherever the address
 * comes from: what was good when it was written or looked up may be bad by now.
 */
@NullMarked
package dev.sluice.dataplane.dial;

import org.jspecify.annotations.NullMarked;
