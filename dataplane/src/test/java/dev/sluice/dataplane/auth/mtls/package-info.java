@NullMarked
package dev.sluice.dataplane.auth.mtls;

import org.jspecify.annotations.NullMarked;
