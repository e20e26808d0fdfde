@NullMarked
package dev.sluice.dataplane.auth.oidc;

import org.jspecify.annotations.NullMarked;
