#!/usr/bin/env python3
"""What a limit costs that is counted in the process, and what everything together costs.

Parts, of which --parts chooses some:

  local   a limit for each client's address against the same route of the same process without one
  full    token, roles and permissions, limit, breaker, metrics and access log, against nginx with
          none of them and HAProxy with jwt_verify and a limit (stick table)

CPU per request of interleaved rounds, as in bare-proxy.py. Limits in Redis: redis-limits.py.

  benchmarks/limits.py                              about four minutes
  benchmarks/limits.py --parts local --instances 3
  benchmarks/limits.py --rounds 2 --seconds 1 --warm 1 --instances 1      does it work
"""

import time

import access
import parts
import peers
import store

PARTS = ("local", "full")
LOCAL_TO_NONE = 1.03
FULL_TO_NGINX, AIM_TO_NGINX = 1.45, 1.25
FULL_TO_HAPROXY = 0.5


class Bench(access.Bench):
    """All that the parts share, with a Redis."""

    def __init__(self, arguments, directory):
        super().__init__(arguments, directory)
        self.redis = self.keep(store.Redis(directory))

    def start_sluice(self, kind):
        sluice = self.keep(peers.start_java(
            self.command, self.path, kind, self.backend.port, None,
            str(self.directory), str(self.issuer.port), str(self.redis.port),
        ))
        # The connection to Redis is made meanwhile.
        time.sleep(1)
        return sluice


def way(bench, name, proxy, port=None):
    return access.Way(bench, name, proxy, bench.thousand, port)


def rounds(bench, part, kind, names, rows, allocated):
    for _ in range(bench.arguments.instances):
        sluice = bench.start_sluice(kind)
        ways = [way(bench, name, sluice) for name in names]
        access.rounds(bench, part, ways, rows)
        for each in ways:
            allocated[each.name] = round(each.allocated())
        bench.stop(sluice)


def heap(allocated):
    told = ", ".join(f"{count:,} {name}" for name, count in allocated.items())
    return f"\nBytes of heap for each request: {told}."


def local(bench):
    rows, allocated = [], {}
    rounds(bench, "local", "limits", ("public", "local"), rows, allocated)
    figure = peers.ratio(rows, "local", "public")
    ok = figure <= LOCAL_TO_NONE
    lines = access.table(rows, {"public": "no limit", "local": "a limit for each address"})
    lines.append(heap(allocated))
    told = (f"a limit for each address costs {figure:.3f} of the same without one "
            f"({peers.verdict(ok)} the goal of {LOCAL_TO_NONE})")
    return lines, told, {"local-to-none": round(figure, 3),
                         "local-bytes": allocated["local"] - allocated["public"]}, ok


def full(bench):
    rows, allocated = [], {}
    nginx = bench.keep(peers.start_nginx(bench.directory, bench.backend.port))
    haproxy = bench.start_haproxy()
    for _ in range(bench.arguments.instances):
        sluice = bench.start_sluice("logged-limits")
        ways = [
            way(bench, "full", sluice),
            way(bench, "nginx", nginx),
            way(bench, "haproxy", haproxy, haproxy.ports["limited"]),
        ]
        access.rounds(bench, "full", ways, rows)
        allocated["in all"] = round(ways[0].allocated())
        bench.stop(sluice)
    bench.stop(haproxy)
    bench.stop(nginx)
    to_nginx, to_haproxy = peers.ratio(rows, "full", "nginx"), peers.ratio(rows, "full", "haproxy")
    ok = to_nginx <= FULL_TO_NGINX and to_haproxy <= FULL_TO_HAPROXY
    lines = access.table(rows, {
        "full": "token, roles, limit, breaker, CORS, headers, metrics, access log",
        "nginx": "nginx, none of them", "haproxy": "HAProxy, jwt_verify and stick table",
    })
    lines.append(heap(allocated))
    told = (f"all together costs {to_nginx:.2f} times nginx's request with no policy "
            f"({peers.verdict(to_nginx <= FULL_TO_NGINX)} the goal of {FULL_TO_NGINX}, the aim is "
            f"{AIM_TO_NGINX}) and {to_haproxy:.2f} of HAProxy's token and limit, which verifies "
            f"each time ({peers.verdict(to_haproxy <= FULL_TO_HAPROXY)} the goal of "
            f"{FULL_TO_HAPROXY})")
    return lines, told, {"full-to-nginx": round(to_nginx, 3),
                         "full-to-haproxy": round(to_haproxy, 3)}, ok


def main():
    options = parts.parser(__doc__, PARTS)
    options.add_argument("--instances", type=int, default=2, help="of the virtual machine")
    arguments = options.parse_args()
    peers.require("nginx", "wrk", "haproxy", "redis-server")
    parts.run(
        "What limits cost",
        f"HAProxy {access.haproxy_version()}; 1 KiB GET, {arguments.connections} connections, "
        f"{arguments.instances} JVM instances of {arguments.rounds} rounds of {arguments.seconds} s, "
        "interleaved",
        {"local": local, "full": full}, Bench, arguments,
    )


if __name__ == "__main__":
    main()
