/**
 * The access log and the audit log. I/O threads note references and numbers and never wait; one
 * thread renders and writes. No line has a credential, and what a client chooses is bounded.
 */
@NullMarked
package dev.sluice.dataplane.observe.log;

import org.jspecify.annotations.NullMarked;
