/**
 * Who may pass: authentication by the providers of the data plane, and what becomes of their
 * answers. Each kind of provider is a package below that knows nothing of the others.
 */
@NullMarked
package dev.sluice.dataplane.auth;

import org.jspecify.annotations.NullMarked;
