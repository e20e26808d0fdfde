/** Parts of a snapshot in words for people: what explain, diff and routes print alike. */
@NullMarked
package dev.sluice.cli.words;

import org.jspecify.annotations.NullMarked;
