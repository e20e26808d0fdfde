@NullMarked
package dev.sluice.dataplane.auth.jwt;

import org.jspecify.annotations.NullMarked;
