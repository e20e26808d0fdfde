package dev.sluice.dataplane.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * The process: memory, garbage collection, threads, files. Names as in Prometheus' own Java client,
 * so that existing dashboards show them.
 */
final class JvmMetrics extends Collector {

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> families = new ArrayList<>();
    addMemory(families);
    addBuffers(families);
    addCollections(families);
    addThreads(families);
    addProcess(families);
    return families;
  }

  private static void addMemory(List<MetricFamilySamples> families) {
    var memory = ManagementFactory.getMemoryMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    MemoryUsage other = memory.getNonHeapMemoryUsage();
    families.add(
        byArea("jvm_memory_used_bytes", "Memory in use.", heap.getUsed(), other.getUsed()));
    families.add(
        byArea(
            "jvm_memory_committed_bytes",
            "Memory that the process has.",
            heap.getCommitted(),
            other.getCommitted()));
    families.add(
        byArea(
            "jvm_memory_max_bytes",
            "Memory that it may have; -1 for no limit.",
            heap.getMax(),
            other.getMax()));
  }

  private static GaugeMetricFamily byArea(String name, String help, long heap, long nonHeap) {
    return new GaugeMetricFamily(name, help, List.of("area"))
        .addMetric(List.of("heap"), heap)
        .addMetric(List.of("nonheap"), nonHeap);
  }

  private static void addBuffers(List<MetricFamilySamples> families) {
    GaugeMetricFamily used =
        new GaugeMetricFamily(
            "jvm_buffer_pool_used_bytes", "Memory of buffers outside the heap.", List.of("pool"));
    GaugeMetricFamily count =
        new GaugeMetricFamily(
            "jvm_buffer_pool_used_buffers", "Buffers outside the heap.", List.of("pool"));
    for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used.addMetric(List.of(pool.getName()), pool.getMemoryUsed());
      count.addMetric(List.of(pool.getName()), pool.getCount());
    }
    families.add(used);
    families.add(count);
  }

  private static void addCollections(List<MetricFamilySamples> families) {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    List<String> names = List.of("gc");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      List<String> labels = List.of(gc.getName());
      samples.add(
          new MetricFamilySamples.Sample(
              "jvm_gc_collection_seconds_count", names, labels, gc.getCollectionCount()));
      samples.add(
          new MetricFamilySamples.Sample(
              "jvm_gc_collection_seconds_sum",
              names,
              labels,
              gc.getCollectionTime() / MILLISECONDS_PER_SECOND));
    }
    families.add(
        new MetricFamilySamples(
            "jvm_gc_collection_seconds",
            Type.SUMMARY,
            "Garbage collections and the time they took.",
            samples));
  }

  private static void addThreads(List<MetricFamilySamples> families) {
    var threads = ManagementFactory.getThreadMXBean();
    families.add(
        new GaugeMetricFamily("jvm_threads_current", "Live threads.", threads.getThreadCount()));
    families.add(
        new GaugeMetricFamily(
            "jvm_threads_peak", "Most live threads so far.", threads.getPeakThreadCount()));
  }

  private static void addProcess(List<MetricFamilySamples> families) {
    families.add(
        new GaugeMetricFamily(
            "process_start_time_seconds",
            "When the process started, since the epoch.",
            ManagementFactory.getRuntimeMXBean().getStartTime() / MILLISECONDS_PER_SECOND));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      families.add(
          new CounterMetricFamily(
              "process_cpu_seconds",
              "Processor time of the process.",
              unix.getProcessCpuTime() / NANOSECONDS_PER_SECOND));
      families.add(
          new GaugeMetricFamily(
              "process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount()));
      families.add(
          new GaugeMetricFamily(
              "process_max_fds",
              "File descriptors that it may open.",
              unix.getMaxFileDescriptorCount()));
    }
  }
}
