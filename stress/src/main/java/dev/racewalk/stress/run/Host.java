package dev.racewalk.stress.run;

import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Describes this machine and this build. */
final class Host {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final long MEGABYTE = 1 << 20;

    private Host() {}

    static HostRecord machine() {
        return new HostRecord(
                property("os.name") + " " + property("os.version"),
                property("os.arch"),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                memoryMb() == Long.MAX_VALUE ? 0 : memoryMb(),
                property("java.version"),
                property("java.vm.name"),
                property("java.vm.version"),
                property("java.vm.vendor"),
                JavaOptions.of(System.getenv()));
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /** Memory that this process may use, a container's limit respected; all that there can be if the JVM does not tell. */
    static long memoryMb() {
        try { // by its name, since a JVM may be without the module that has the type
            Object bytes = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "TotalMemorySize");
            return ((Number) bytes).longValue() / MEGABYTE;
        } catch (JMException e) {
            return Long.MAX_VALUE;
        }
    }

    private static @Nullable String processor() {
        try {
            if (!Files.isReadable(CPUINFO)) {
                return null;
            }
            String part = null;
            for (String line : Files.readAllLines(CPUINFO)) {
                int colon = line.indexOf(':');
                if (line.startsWith("model name") && colon > 0) {
                    return line.substring(colon + 1).strip();
                }
                if (line.startsWith("CPU part") && colon > 0) { // Arm names no model
                    part = "CPU part " + line.substring(colon + 1).strip();
                }
            }
            return part;
        } catch (IOException e) {
            return null;
        }
    }

    static RunRecord.Versions versions() {
        return new RunRecord.Versions(
                version("dev.racewalk/racewalk-stress"), version("org.openjdk.jcstress/jcstress-core"));
    }

    private static String version(String artifact) {
        try (InputStream in = Host.class.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
            if (in == null) {
                return "unknown"; // not run from the jar
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
