package dev.racewalk.results.cli;

import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.explore.litmus.Herd;
import dev.racewalk.stress.explore.litmus.LitmusFormat;
import dev.racewalk.stress.explore.litmus.LitmusTest;
import dev.racewalk.stress.record.Exploration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code explore --litmus}, and what they ask for. */
final class LitmusOptions {
    private static final int NOT_CONFIRMED = 3;
    private static final long SECONDS_FOR_HERD = 120;

    @Option(
            names = "--litmus",
            paramLabel = "FORMAT",
            description =
                    "write the first execution that ends wrongly, or else one of the outcome that was seen least often, as a"
                            + " litmus test for herd7: lkmm, c11 or aarch64")
    private @Nullable String format;

    @Option(
            names = "--litmus-file",
            paramLabel = "FILE",
            description = "where the litmus test goes (default: NAME.FORMAT.litmus in this folder)")
    private @Nullable Path file;

    @Option(
            names = "--confirm",
            description = "run herd7 on the litmus test, and print its verdict beside the explorer's")
    private boolean confirm;

    @Option(
            names = "--herd-models",
            paramLabel = "DIR",
            description = "where herd7 finds models that it does not bring: the kernel's tools/memory-model, for lkmm")
    private @Nullable Path models;

    /** For picocli. */
    LitmusOptions() {}

    /** What is to be handed over. */
    interface Source {
        /** An explorer of the race; it explores the race first if there is no failure to hand over. */
        Explorer explorer();
    }

    boolean isAskedFor() {
        return format != null;
    }

    /** Bad usage is found before anything is explored. */
    void check(RunInput input) {
        if (format == null) {
            if (file != null || confirm || models != null) {
                throw input.usage("--litmus-file, --confirm and --herd-models need --litmus FORMAT", null);
            }
            return;
        }
        try {
            LitmusFormat.of(format);
        } catch (IllegalArgumentException e) {
            throw input.usage("--litmus: " + e.getMessage(), e);
        }
        if (models != null && !Files.isDirectory(models)) {
            throw input.usage("--herd-models " + models + ": must be a folder", null);
        }
    }

    /**
     * Writes the litmus test of an exploration, and confirms it if that is asked for.
     *
     * @param source of the race that was explored
     * @param found what was found
     * @return 0, or the exit status of what could not be done
     */
    int handOver(Source source, Exploration found) throws IOException, InterruptedException {
        LitmusFormat to = LitmusFormat.of(Objects.requireNonNull(format));
        String shortName = found.race().substring(found.race().lastIndexOf('.') + 1);
        String fault = found.protocol().fault();
        String name = fault == null ? shortName : shortName + "-" + fault;
        LitmusTest test;
        try (Explorer explorer = source.explorer()) {
            Exploration.Failure failure = found.failure();
            ScheduleFile way = failure == null
                    ? rarest(explorer)
                    : new ScheduleFile(
                            found.race(), failure.caseName(), found.model(), found.protocol(), failure.schedule());
            if (way == null) {
                System.err.println("Nothing was explored that could be written as a litmus test.");
                return NOT_CONFIRMED;
            }
            test = explorer.litmus(way.caseName(), way.steps(), to, name, remarks(found, way));
        }
        Path target = file == null ? Path.of(name + "." + to.id() + ".litmus") : file;
        String text;
        try {
            text = to.write(test);
        } catch (IllegalArgumentException e) {
            System.err.println(name + " cannot be written for " + to.id() + ": " + e.getMessage());
            return NOT_CONFIRMED;
        }
        Files.writeString(target, text);
        System.out.println("Litmus test for " + to.id() + ": " + target);
        return confirm(target, to, found.model().id());
    }

    private static @Nullable ScheduleFile rarest(Explorer explorer) {
        explorer.explore();
        return explorer.rarest();
    }

    private static List<String> remarks(Exploration found, ScheduleFile way) {
        List<String> remarks = new ArrayList<>();
        String with =
                found.protocol().isAsItShouldBe() ? "" : ", " + found.protocol().inWords() + ",";
        String which = way.caseName() == null ? "" : ", case " + way.caseName();
        remarks.add("An execution of " + found.race() + which + with + " that Racewalk found under "
                + found.model().id() + ":");
        Exploration.Failure failure = found.failure();
        remarks.add(failure == null ? "one of the outcome that was seen least often." : failure.outcome() + ".");
        remarks.add("'Sometimes' says that the model of herd7 allows it, too.");
        return remarks;
    }

    private int confirm(Path test, LitmusFormat to, String model) throws InterruptedException {
        Herd herd = new Herd(Objects.requireNonNullElse(System.getenv("PATH"), ""), models, SECONDS_FOR_HERD);
        if (!confirm || !herd.isThere()) {
            System.out.println((confirm ? "herd7 is not on the PATH; where it is, " : "To have it judged: ")
                    + herd.commandLine(test, to)
                    + (to == LitmusFormat.LKMM && models == null ? ", in tools/memory-model of a Linux tree" : ""));
            return 0;
        }
        try {
            System.out.printf("%s: reached; herd7: %s%n", model, herd.verdict(test, to));
            return 0;
        } catch (IOException e) {
            System.err.println("Not confirmed: " + e.getMessage());
            return NOT_CONFIRMED;
        }
    }
}
