package dev.sluice.dataplane.hardening;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What a process holds that no garbage collection gives back. */
record Resources(long descriptors, long directBytes) {
  static Resources now() {
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    var system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    return new Resources(system.getOpenFileDescriptorCount(), direct);
  }
}
