package dev.racewalk.stress;

import dev.racewalk.stress.explore.ExploreCommand;
import dev.racewalk.stress.matrix.FaultsCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The entry point of the jar. Without a command, and with an option first, it is jcstress: {@code java -jar jcstress.jar -t
 * Install -m quick}. With a word first, that is a command of this project.
 */
@Command(
        name = "jcstress.jar",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = false,
        description = {
            "Races the lock-free page table.",
            "",
            "Without a command, or with an option first, the jar is jcstress itself:",
            "  java -jar jcstress.jar -h                  options of jcstress",
            "  java -jar jcstress.jar -t Install -m quick",
            ""
        })
public final class Main {
    private static final int HELP_WIDTH = 100;
    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String PREPEND = "jvmArgsPrepend";

    private Main() {}

    /**
     * Runs a command, and ends the JVM with its status.
     *
     * @param args a command with its options, or options of jcstress
     * @throws Exception as jcstress throws it
     */
    public static void main(String[] args) throws Exception {
        String first = args.length == 0 ? "-" : args[0];
        if (first.startsWith("-") && !"--help".equals(first)) {
            org.openjdk.jcstress.Main.main(forJcstress(args, Runtime.version().feature()));
        } else {
            System.exit(execute(args));
        }
    }

    /**
     * Runs a command.
     *
     * @param args a command with its options
     * @return the exit status
     */
    static int execute(String... args) {
        List<String> words = Arrays.asList(args);
        int cut = words.indexOf("--");
        List<String> mine = cut < 0 ? words : words.subList(0, cut);
        List<String> rest = cut < 0 ? List.of() : words.subList(cut + 1, words.size());
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new RunCommand(words, rest));
        line.addSubcommand(new ListCommand());
        line.addSubcommand(new FaultsCommand());
        line.addSubcommand(new ExploreCommand());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setParameterExceptionHandler(Main::complain);
        line.setUsageHelpWidth(HELP_WIDTH);
        if (mine.contains("--help") && mine.size() == 1) {
            line.usage(System.out);
            return 0;
        }
        return line.execute(mine.toArray(String[]::new));
    }

    /** Says what is wrong in one line: which value, and which rule. */
    private static int complain(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(e.getMessage());
        String name = line.getParent() == null ? "" : line.getCommandName() + " ";
        err.println("See java -jar jcstress.jar " + name + "--help");
        return line.getCommandSpec().exitCodeOnInvalidInput();
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
