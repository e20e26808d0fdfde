package dev.sluice.benchmarks;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.Compiler;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.DataplaneOptions;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotDelta;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;

/**
 * What it costs to compile many routes, and to change one of them: {@code cold ROUTES} compiles
 * once in a virtual machine that has compiled nothing before; {@code change ROUTES CHANGES} takes
 * one change after the other through all stages, from the resources to the runtime that serves.
 */
public final class CompileRoutes {
  private CompileRoutes() {}

  public static void main(String[] arguments) throws Exception {
    int routes = Integer.parseInt(arguments[1]);
    if (arguments[0].equals("cold")) {
      cold(routes);
    } else {
      change(routes, Integer.parseInt(arguments[2]));
    }
    System.exit(0);
  }

  private static void cold(int count) {
    ResourceSet resources = new ManyRoutes(count).resources();
    for (String which : List.of("cold", "second", "third")) {
      long begun = System.nanoTime();
      long cpuBegun = cpu();
      Compilation compilation = Compiler.compile(resources, LastGood.NOTHING);
      System.out.printf(
          "%-6s %5.0f ms (%5.0f ms of CPU in its thread), %d routes, %d sections%n",
          which,
          (System.nanoTime() - begun) / 1e6,
          (cpu() - cpuBegun) / 1e6,
          count,
          compilation.planes().firstEntry().getValue().encoded().sections().size());
    }
  }

  /** What noise on the machine spares. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void change(int count, int changes) throws Exception {
    ManyRoutes routes = new ManyRoutes(count);
    CompileCache cache = new CompileCache();
    Compilation compilation = Compiler.compile(routes.resources(), LastGood.NOTHING, cache);
    CompiledPlane before = compilation.planes().firstEntry().getValue();
    EncodedSnapshot held = before.encoded();
    Percentiles compiling = new Percentiles();
    Percentiles encoding = new Percentiles();
    Percentiles taking = new Percentiles();
    Percentiles applying = new Percentiles();
    Percentiles all = new Percentiles();
    Percentiles cpu = new Percentiles();
    Random random = new Random(7);
    try (Dataplane dataplane =
        Dataplane.start(DataplaneOptions.local(0).withAddress(InetAddress.getLoopbackAddress()))) {
      require(dataplane.apply(held, before.endpoints()));
      for (int i = 0; i < 2 * changes; i++) {
        routes.change(random.nextInt(count), i + 2);
        ResourceSet resources = routes.resources();
        long start = System.nanoTime();
        long cpuStart = cpu();
        compilation = Compiler.compile(resources, compilation.lastGood(), cache);
        CompiledPlane plane = compilation.planes().firstEntry().getValue();
        long compiled = System.nanoTime();
        SnapshotDelta delta = plane.encoded().deltaFrom(before.encoded());
        byte[] message = PushCodec.encode(new PushMessage.Delta(Position.START, delta, List.of()));
        long encoded = System.nanoTime();
        if (PushCodec.decodePush(message) instanceof PushMessage.Delta received) {
          held = held.apply(received.delta());
        }
        long taken = System.nanoTime();
        require(dataplane.apply(held, plane.endpoints()));
        long applied = System.nanoTime();
        before = plane;
        // The first half is for the virtual machine to warm up.
        if (i >= changes) {
          compiling.add(compiled - start);
          encoding.add(encoded - compiled);
          taking.add(taken - encoded);
          applying.add(applied - taken);
          all.add(applied - start);
          cpu.add(cpu() - cpuStart);
        }
      }
    }
    System.out.printf("%d routes, %d changes of one route each, in ms%n", count, changes);
    System.out.print(compiling.line("operator: compile"));
    System.out.print(encoding.line("operator: delta, encoded"));
    System.out.print(taking.line("data plane: decode, check"));
    System.out.print(applying.line("data plane: build and swap"));
    System.out.print(all.line("all of these"));
    System.out.print(cpu.line("all of these, CPU of the thread"));
  }

  private static void require(ApplyResult result) {
    if (result instanceof ApplyResult.Refused refused) {
      throw new IllegalStateException(refused.reason());
    }
  }
}
