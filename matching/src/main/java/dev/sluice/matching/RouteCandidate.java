package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;

/**
 * One way in which a request may reach a rule: a host of the route and a match of the rule.
 *
 * @param ruleIndex position of the rule in the route
 */
public record RouteCandidate(
    RouteSection route, int ruleIndex, HostPattern host, RouteMatch match) {}
