/** Certificates of a test run, and what is made of them. */
@NullMarked
package dev.sluice.dataplane.tls;

import org.jspecify.annotations.NullMarked;
