package dev.sluice.operator.provision;

import java.util.function.Supplier;

/**
 * What all data planes have in common.
 *
 * @param image of the data plane
 * @param configService {@code host:port} where they find the operator
 * @param trustBundle PEM of the authorities that vouch for the operator, as it is now
 */
public record PlaneSettings(String image, String configService, Supplier<String> trustBundle) {}
