/** What the configuration in force holds of Secrets, ready for those who need it. Never printed. */
@NullMarked
package dev.sluice.dataplane.secret;

import org.jspecify.annotations.NullMarked;
