package dev.racewalk.stress.jcstress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The entry point of the jar: jcstress itself, with its options: {@code java -jar jcstress.jar -t Install -m quick}. */
public final class JcstressMain {
    private static final int BAD_USAGE = 2;
    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String PREPEND = "jvmArgsPrepend";

    private JcstressMain() {}

    /**
     * Runs jcstress. If the first argument is not an option, the JVM ends with status 2.
     *
     * @param args options of jcstress
     * @throws Exception as jcstress throws it
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && !args[0].startsWith("-")) {
            System.err.println(args[0] + ": must be an option of jcstress, see java -jar jcstress.jar -h;"
                    + " the commands of racewalk are in results/target/racewalk.jar");
            System.exit(BAD_USAGE);
        }
        org.openjdk.jcstress.Main.main(forJcstress(args, Runtime.version().feature()));
    }

    /** Adds what keeps newer JVMs from warning that jcstress binds threads through native code. */
    static String[] forJcstress(String[] args, int feature) {
        if (feature < NATIVE_ACCESS_SINCE) {
            return args;
        }
        List<String> words = new ArrayList<>(Arrays.asList(args));
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).replaceFirst("^--?", "").split("=", 2)[0].equals(PREPEND)) {
                given.add(i);
            }
        }
        boolean isOneOption = given.size() == 1;
        int at = isOneOption ? given.get(0) : -1;
        if (isOneOption && words.get(at).contains("=")) {
            words.set(at, words.get(at).replaceFirst("=", "=" + NATIVE_ACCESS + " "));
        } else if (isOneOption && at + 1 < words.size()) {
            words.set(at + 1, NATIVE_ACCESS + " " + words.get(at + 1)); // one option line, which jcstress splits
        } else {
            words.add(0, "-" + PREPEND + "=" + NATIVE_ACCESS);
        }
        return words.toArray(String[]::new);
    }
}
