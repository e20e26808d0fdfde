/**
 * Ejects endpoints whose requests fail. Knows requests only by how they went, and endpoints only as
 * something that is watched: the owner of the endpoints decides what an ejection means.
 */
@NullMarked
package dev.sluice.dataplane.upstream.outlier;

import org.jspecify.annotations.NullMarked;
