package dev.racewalk.stress.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options that variables of the environment add to the command line of each JVM that is started. */
final class JavaOptions {
    /** The one whose options come after those of the command line, and so override them. */
    private static final String LAST = "_JAVA_OPTIONS";

    /** The variables. A JVM reads the first and the last, {@code java} the other. */
    static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", LAST);

    private static final String SWITCH = "-XX:[+-]\\w+";
    private static final String COLLECTOR = "-XX:\\+Use\\w+GC";
    private static final String VALUE = "-XX:\\w+=.*";
    private static final String EXECUTION = "-X(int|comp|mixed)";

    private JavaOptions() {}

    /** Those that are set, as {@code NAME=value}. */
    static List<String> of(Map<String, String> environment) {
        return NAMES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .map(name -> name + "=" + environment.get(name))
                .toList();
    }

    /**
     * Says what the environment overrides. That of the other variables comes before the flags, which override it.
     *
     * @param flags of the command line
     * @return one line, null if nothing is overridden
     */
    static @Nullable String overriding(Map<String, String> environment, List<String> flags) {
        String options = environment.getOrDefault(LAST, "").strip();
        Map<String, String> ours = new HashMap<>();
        flags.forEach(flag -> ours.put(subject(flag), flag));
        for (String option : options.split("\\s+", -1)) {
            String flag = ours.get(subject(option));
            if (flag != null && !flag.equals(option)) {
                return LAST + "=" + options + ": " + option + " overrides " + flag + "; unset it";
            }
        }
        return null;
    }

    /** What a flag is about: of two that are about the same, the later counts. */
    private static String subject(String flag) {
        if (flag.matches(COLLECTOR)) {
            return "collector";
        }
        if (flag.matches(SWITCH)) {
            return flag.substring("-XX:+".length());
        }
        if (flag.matches(VALUE)) {
            return flag.substring("-XX:".length(), flag.indexOf('='));
        }
        if (flag.matches(EXECUTION)) {
            return "execution";
        }
        return flag.matches("-Xm[sx].*") ? flag.substring(0, "-Xmx".length()) : flag;
    }
}
