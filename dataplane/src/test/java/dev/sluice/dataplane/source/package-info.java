/** Tests of the sources against a scripted operator that speaks the real protocol over real TLS. */
@NullMarked
package dev.sluice.dataplane.source;

import org.jspecify.annotations.NullMarked;
