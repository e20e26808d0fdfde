@NullMarked
package dev.sluice.dataplane.auth.revocation;

import org.jspecify.annotations.NullMarked;
