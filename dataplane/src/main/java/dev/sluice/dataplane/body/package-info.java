/**
 * What requests carry, held against the rules of their route: JSON against a schema, forms against
 * upload rules. JSON is collected first, in bounded memory; forms are watched as they stream by.
 */
@NullMarked
package dev.sluice.dataplane.body;

import org.jspecify.annotations.NullMarked;
