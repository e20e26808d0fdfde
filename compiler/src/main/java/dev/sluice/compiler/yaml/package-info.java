/**
 * YAML files to resources, strictly: what the API server would refuse is refused here too, with
 * file and line. What leaves this package fits the schema of its kind; one broken file or object
 * hides no other.
 */
@NullMarked
package dev.sluice.compiler.yaml;

import org.jspecify.annotations.NullMarked;
