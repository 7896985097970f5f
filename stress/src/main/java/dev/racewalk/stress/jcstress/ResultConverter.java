package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.util.Environment;

/** Makes a fork of ours from a result of jcstress, and grades it if this program has the race. */
final class ResultConverter {
    private static final String UNKNOWN = "unknown";

    private static final Map<String, Race> RACES =
            Races.all().stream().collect(Collectors.toUnmodifiableMap(Race::name, Function.identity()));

    private ResultConverter() {}

    static ForkRecord fork(TestResult result, int number, Map<String, Race> suite) throws IOException {
        TestConfig config = result.getConfig();
        if (config == null) {
            throw new IOException("it has no configuration");
        }
        String name = PlainText.of(config.name);
        List<String> actors = plain(config.actorNames);
        List<String> flags = plain(config.jvmArgs);
        Race ours = RACES.get(name);
        Race race = suite.getOrDefault(name, ours);
        boolean isKnown = race != null && race.actors().equals(actors);
        List<OutcomeRecord> outcomes = race != null && isKnown ? race.grade(counts(result)) : ungraded(counts(result));
        String mode = JvmMode.named(flags, config.compileMode != Compilation.UNIFIED);
        return new ForkRecord(
                RunFolder.SCHEMA,
                number,
                name,
                family(PlainText.of(config.binaryName)),
                race != null && isKnown ? race.description() : "",
                actors,
                new Strides(config.strideSize, config.strideCount),
                config.iters,
                config.time,
                config.compileMode == Compilation.UNIFIED || ours != null
                        ? mode
                        : mode + " " + Compilation.inShort(config.compileMode, actors.size()),
                flags,
                flags,
                Compilation.inWords(config.compileMode, actors.size()),
                config.compileMode,
                config.shClass.toString(),
                config.shClass.mode().name(),
                Cpus.numbers(config.cpuMap),
                config.spinLoopStyle.name(),
                null,
                null,
                0,
                outcomes.stream().mapToLong(OutcomeRecord::count).sum(),
                OutcomeRecord.samples(outcomes, Grade::isMet),
                OutcomeRecord.samples(outcomes, Grade::isWrong),
                outcomes,
                new RaceResult(result).status(),
                null,
                plain(result.getMessages()),
                Stream.concat(plain(result.getVmOut()).stream(), plain(result.getVmErr()).stream())
                        .toList(),
                JvmKind.OWN,
                null,
                null);
    }

    private static String family(String binaryName) {
        String packageName = binaryName.substring(0, Math.max(0, binaryName.lastIndexOf('.')));
        return packageName.isEmpty() ? "(no package)" : packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    /** Its look-up by name need not end if the file is forged, so it is made to write itself out. */
    private static Map<String, Long> counts(TestResult result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        result.getCounter().write(new DataOutputStream(bytes));
        Map<String, Long> counts = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            int size = in.readInt();
            while (in.available() > 0) {
                String outcome = PlainText.of(in.readUTF());
                long count = in.readLong();
                if (count < 0 || counts.put(outcome, count) != null) {
                    throw new IOException("outcome " + outcome + " is counted twice, or less than never: " + count);
                }
            }
            if (counts.size() != size) {
                throw new IOException("it has " + counts.size() + " outcomes, and says that there are " + size);
            }
        }
        return counts;
    }

    private static List<OutcomeRecord> ungraded(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> new OutcomeRecord(each.getKey(), each.getValue(), Grade.UNGRADED, ""))
                .sorted(Comparator.comparingLong(OutcomeRecord::count)
                        .reversed()
                        .thenComparing(OutcomeRecord::id))
                .toList();
    }

    private static List<String> plain(List<String> texts) {
        return texts.stream().map(PlainText::of).toList();
    }

    /** Where jcstress ran, as far as it says so. */
    static @Nullable HostRecord host(TestResult result) {
        Environment environment = result.getEnv();
        if (environment == null) {
            return null;
        }
        Map<String, String> told = environment.entries();
        return new HostRecord(
                property(told, "os.name") + " " + property(told, "os.version"),
                property(told, "os.arch"),
                null,
                0,
                0,
                property(told, "java.version"),
                property(told, "java.vm.name"),
                property(told, "java.vm.version"),
                property(told, "java.vm.vendor"));
    }

    private static String property(Map<String, String> told, String name) {
        String value = told.get(name);
        return value == null ? UNKNOWN : PlainText.of(value, 200);
    }
}
