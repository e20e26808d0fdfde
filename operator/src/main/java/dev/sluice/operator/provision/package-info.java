/**
 * The objects that a data plane runs on: ServiceAccount, trust bundle, cookie key, Deployment,
 * Service.
 *
 * <p>True of all of them: they are applied server-side, so that a field that is not named here
 * belongs to whoever sets it (a Service's type, an autoscaler); nothing is written when nothing
 * differs; they are owned by the DataPlane and go with it.
 */
@NullMarked
package dev.sluice.operator.provision;

import org.jspecify.annotations.NullMarked;
