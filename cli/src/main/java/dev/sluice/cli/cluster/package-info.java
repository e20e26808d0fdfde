/**
 * What a command does when an API server does not answer as it should: asks again where that helps,
 * and else says in one line what is wrong and what mends it. Nothing here prints.
 */
@NullMarked
package dev.sluice.cli.cluster;

import org.jspecify.annotations.NullMarked;
