package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of the project. */
@Command(
        name = "java -jar racewalk.jar",
        synopsisSubcommandLabel = "COMMAND",
        customSynopsis = "java -jar racewalk.jar COMMAND [OPTIONS]",
        description = {"Races the lock-free page table, and reports what happened.", ""},
        footerHeading = "%n",
        footer = "java -jar racewalk.jar help COMMAND shows the options of a command.")
public final class Commands {
    private static final int HELP_WIDTH = 100;
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int NOT_WRITTEN = 2;
    private static final int COULD_NOT_RUN = 3;

    private Commands() {}

    /**
     * Runs a command.
     *
     * @param args a command with its options
     * @return the exit status
     */
    public static int execute(String... args) {
        List<String> words = Arrays.asList(args);
        int cut = words.indexOf("--");
        List<String> mine = cut < 0 ? words : words.subList(0, cut);
        List<String> rest = cut < 0 ? List.of() : words.subList(cut + 1, words.size());
        CommandLine line = new CommandLine(new Commands());
        line.addSubcommand(new RunCommand(words, rest));
        line.addSubcommand(new ShowCommand());
        line.addSubcommand(new HtmlCommand());
        line.addSubcommand(new DiffCommand());
        line.addSubcommand(new MergeCommand());
        line.addSubcommand(new VerdictCommand());
        line.addSubcommand(new ExportCommand());
        line.addSubcommand(new FiguresCommand());
        line.addSubcommand(new FaultsCommand());
        line.addSubcommand(new ExploreCommand());
        line.addSubcommand(new TryCommand());
        line.addSubcommand(new InitCommand());
        CommandLine explain = new CommandLine(new ExplainCommand());
        explain.getCommandSpec().usageMessage().footer(ExplainCommand.invariants());
        line.addSubcommand(explain);
        line.addSubcommand(new ScenarioCommand());
        line.addSubcommand(new ReplayCommand());
        line.addSubcommand(new ListCommand());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setParameterExceptionHandler(Commands::complain);
        line.setExecutionExceptionHandler(Commands::unreadable);
        line.setExpandAtFiles(false); // a word that begins with @ is a word
        line.setUsageHelpWidth(HELP_WIDTH);
        line.getSubcommands().values().forEach(Commands::separate);
        boolean isHelp = mine.isEmpty()
                || List.of("--help").equals(mine)
                || List.of("-h").equals(mine);
        if (isHelp) {
            line.usage(System.out);
            return 0;
        }
        String complaint = Surroundings.complaint();
        if (complaint != null) {
            line.getErr().println(complaint);
            return COULD_NOT_RUN;
        }
        return execute(line, mine);
    }

    /** What is too large for this JVM is told in one line, too: the files that are read come from anywhere. */
    private static int execute(CommandLine line, List<String> words) {
        try {
            int status = line.execute(words.toArray(String[]::new));
            return StandardOutput.isLost(line.getErr()) && status == 0 ? NOT_WRITTEN : status;
        } catch (OutOfMemoryError e) {
            line.getErr()
                    .println("Out of memory (" + said(e) + "): java -Xmx gives more than "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        } catch (StackOverflowError e) {
            line.getErr().println("Too deeply nested for the stack of this JVM: java -Xss gives more");
        }
        line.getErr().flush();
        return COULD_NOT_RUN;
    }

    /** A message quotes what was given, and that may be of any length and hold anything. */
    private static String said(Throwable e) {
        return Columns.cutInside(Columns.line(String.valueOf(e.getMessage())), LONGEST_MESSAGE);
    }

    /** A line between the description and what follows it. */
    private static void separate(CommandLine command) {
        CommandLine.Model.UsageMessageSpec help = command.getCommandSpec().usageMessage();
        if (command.getCommandSpec().positionalParameters().isEmpty()) {
            help.optionListHeading("%n");
        } else {
            help.parameterListHeading("%n");
        }
    }

    /** Says what is wrong in one line: which value, and which rule. */
    private static int complain(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(said(e));
        String name = line.getParent() == null ? "" : line.getCommandName() + " ";
        err.println("See java -jar racewalk.jar " + name + "--help");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A file that is not what it should be is no fault of this program, so there is no stack trace. */
    private static int unreadable(Exception e, CommandLine line, ParseResult parsed) throws Exception {
        if (e instanceof UnreadableException) {
            line.getErr().println(said(e));
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (e instanceof IOException) {
            String what = said(e);
            boolean isBare = e instanceof FileSystemException f && f.getReason() == null;
            line.getErr().println(isBare ? what + ": cannot be read or written" : what);
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
        throw e;
    }
}
