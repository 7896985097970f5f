package dev.racewalk.results.report.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.model.Verdict;
import dev.racewalk.results.report.Overview;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known, as JSON. {@code results-1.schema.json}, a resource of this package, describes it; a reader that
 * knows version 1 can read it as long as {@code version} is 1.
 */
public final class JsonReport {
    /** Name of the schema, a resource beside this class. */
    public static final String SCHEMA = "results-1.schema.json";

    private static final String FORMAT = "racewalk-results";
    private static final int VERSION = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private JsonReport() {}

    private record Document(
            String format,
            int version,
            String name,
            String verdict,
            String sentence,
            List<String> notRight,
            Totals totals,
            Totals pageTables,
            Totals litmus,
            List<String> weak,
            Map<String, Set<String>> skipped,
            List<Source> sources,
            List<RaceEntry> races,
            @Nullable Matrix faults,
            List<Exploration> explorations) {}

    private record Totals(
            int races,
            int forks,
            int failedForks,
            long racingMillis,
            long samples,
            @Nullable Long met,
            @Nullable Double metShare,
            @Nullable Long forbidden,
            @Nullable Double samplesPerSecond,
            @Nullable Double metPerSecond,
            @Nullable Double othersShare) {
        static Totals of(int races, Tally tally) {
            return new Totals(
                    races,
                    tally.forks(),
                    tally.failed(),
                    tally.racingMillis(),
                    tally.samples(),
                    tally.tells() ? tally.met() : null,
                    known(tally.metShare()),
                    tally.forbidden() == 0 && !tally.isGraded() ? null : tally.forbidden(),
                    known(tally.samplesPerSecond()),
                    known(tally.metPerSecond()),
                    known(tally.othersShare()));
        }

        private static @Nullable Double known(double number) {
            return Double.isFinite(number) ? number : null;
        }
    }

    private record RaceEntry(
            String name,
            String family,
            String description,
            List<String> actors,
            String verdict,
            Totals totals,
            List<OutcomeRecord> outcomes,
            List<SourcedFork> forks) {
        static RaceEntry of(RaceResults race) {
            return new RaceEntry(
                    race.name(),
                    race.family(),
                    race.description(),
                    race.actors(),
                    id(race.verdict()),
                    Totals.of(1, race.tally()),
                    race.outcomes(),
                    race.forks());
        }
    }

    private static Totals totals(Results results, boolean areLitmus, Tally tally) {
        long races = results.races().stream()
                .filter(race -> Meetings.isLitmus(race.family()) == areLitmus)
                .count();
        return Totals.of((int) races, tally);
    }

    private static String id(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes it.
     *
     * @param results to report
     * @param out where it goes; it is not closed
     * @throws IOException if it cannot be written
     */
    public static void write(Results results, OutputStream out) throws IOException {
        Overview overview = new Overview(results);
        JSON.writeValue(
                out,
                new Document(
                        FORMAT,
                        VERSION,
                        results.name(),
                        id(overview.verdict()),
                        overview.sentence(),
                        overview.banners(),
                        Totals.of(results.races().size(), overview.tally()),
                        totals(results, false, overview.pageTables()),
                        totals(results, true, overview.litmus()),
                        overview.weak().stream().map(RaceResults::name).toList(),
                        overview.skipped(),
                        results.sources(),
                        results.races().stream().map(RaceEntry::of).toList(),
                        results.faults(),
                        results.explorations()));
        out.write('\n');
    }
}
