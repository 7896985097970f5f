package dev.racewalk.stress.explore.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is handed over to herd7. herd7 (of June 2024) allows each of the good files; with a release where the faults have none, it forbids
 * those of {@code relaxed-top} and {@code unzeroed-publish} by the model of the Linux kernel.
 */
class LitmusHandOverTest {
    /** Schedules with the fewest switches first: the same one is found on any machine. */
    private static final Bounds FEWEST_SWITCHES = new Bounds(5_000, 200_000, Duration.ofSeconds(60), 3, 0, 1, true);

    private static final Bounds ALL = new Bounds(5_000, 200_000, Duration.ofSeconds(60), Integer.MAX_VALUE, 0, 1, true);

    @AfterEach
    void rightStepsAgain() {
        MachineParts.useSteps(null);
    }

    private static Race race(String name) {
        return Races.matching(Races.all(), Pattern.compile("\\." + name + "$")).get(0);
    }

    private static String handOver(String name, @Nullable SeededFault fault, Model model, LitmusFormat format) {
        MachineParts.useSteps(fault);
        Protocol protocol = fault == null ? Protocol.RIGHT : Protocol.ofFault(fault.id());
        try (Explorer explorer = new Explorer(race(name), model, fault == null ? ALL : FEWEST_SWITCHES, protocol)) {
            Exploration found = explorer.explore();
            Exploration.Failure failure = found.failure();
            ScheduleFile rarest = explorer.rarest();
            String schedule = failure != null
                    ? failure.schedule()
                    : Objects.requireNonNull(rarest).steps();
            String caseName = failure != null
                    ? failure.caseName()
                    : Objects.requireNonNull(rarest).caseName();
            return format.write(explorer.litmus(caseName, schedule, format, name, List.of("A test.")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GrowthByOneRace, RELAXED_TOP, WEAK, LKMM",
        "GrowthByOneRace, RELAXED_TOP, WEAK, C11",
        "GrowthByOneRace, RELAXED_TOP, WEAK, AARCH64",
        "GrowthByOneRace, , WEAK, LKMM",
        "SharedTableInstallRace, UNZEROED_PUBLISH, WEAK, LKMM",
        "SharedTableInstallRace, , SC, LKMM",
        "SharedTableInstallRace, , SC, AARCH64"
    })
    void aTestIsAsItsGoodFile(String name, @Nullable SeededFault fault, Model model, LitmusFormat format)
            throws IOException {
        String text = handOver(name, fault, model, format);

        LitmusGrammar.check(text);
        String file = name + "-" + (fault == null ? "right" : fault.id()) + "." + format.id() + ".litmus";
        assertThat(text).isEqualTo(good(file));
    }

    private static String good(String file) throws IOException {
        try (InputStream in = LitmusHandOverTest.class.getResourceAsStream("/litmus/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(LitmusFormat.class)
    void whatIsWrittenOfOtherRacesIsGrammatical(LitmusFormat format) {
        for (String name : List.of("GrowthByOneRace", "SharedTableInstallRace", "GrowthAboveDeviceRace")) {
            LitmusGrammar.check(handOver(name, null, Model.SC, format));
        }
    }

    @Test
    void herdIsFoundAndItsVerdictIsRead(@TempDir Path folder) throws IOException, InterruptedException {
        herd(folder, "echo \"$@\" > " + folder.resolve("said") + "; echo Test x; echo Observation x Never 0 3");
        Herd herd = new Herd("/nowhere:" + folder, null, 60);

        assertThat(herd.isThere()).isTrue();
        assertThat(herd.verdict(folder.resolve("x.litmus"), LitmusFormat.C11)).isEqualTo("Never");
        assertThat(folder.resolve("said")).hasContent("-model rc11.cat " + folder.resolve("x.litmus"));
    }

    @Test
    void whatHerdSaysInsteadOfAVerdictIsTold(@TempDir Path folder) throws IOException {
        herd(folder, "echo cannot parse it >&2; exit 2");

        assertThatThrownBy(() -> new Herd(folder.toString(), null, 60).verdict(Path.of("x"), LitmusFormat.LKMM))
                .isInstanceOf(IOException.class)
                .hasMessage("herd7 says: cannot parse it");
    }

    @Test
    void withoutHerdItIsToldHowToRunIt() {
        Herd herd = new Herd("", Path.of("models"), 60);

        assertThat(herd.isThere()).isFalse();
        assertThat(herd.commandLine(Path.of("x.litmus"), LitmusFormat.LKMM))
                .isEqualTo("herd7 -I models -conf linux-kernel.cfg x.litmus");
    }

    private static void herd(Path folder, String script) throws IOException {
        Path file = folder.resolve("herd7");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
