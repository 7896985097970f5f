package dev.racewalk.results.report.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line for each race, JVM mode, strides and outcome that was seen there, by RFC 4180, with a header. */
final class CsvReport {
    private static final List<String> COLUMNS = List.of(
            "family",
            "race",
            "mode",
            "strides",
            "outcome",
            "grade",
            "count",
            "samples",
            "forks",
            "failed_forks",
            "description");

    private CsvReport() {}

    static void write(Results results, OutputStream out) throws IOException {
        CsvMapper mapper = CsvMapper.csvBuilder()
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n").setUseHeader(true);
        COLUMNS.forEach(schema::addColumn);
        SequenceWriter writer = mapper.writer(schema.build()).writeValues(out);
        for (RaceResults race : results.races()) {
            for (Map.Entry<String, RaceResults> mode :
                    race.by(fork -> fork.mode()).entrySet()) {
                Map<String, RaceResults> strides =
                        mode.getValue().by(fork -> fork.strides().toString());
                for (Map.Entry<String, RaceResults> each : strides.entrySet()) {
                    rows(mode.getKey(), each.getKey(), each.getValue(), writer);
                }
            }
        }
        writer.flush();
    }

    /** Forks without any outcome have a line, too: they failed. */
    private static void rows(String mode, String strides, RaceResults part, SequenceWriter writer) throws IOException {
        List<OutcomeRecord> seen =
                part.outcomes().stream().filter(each -> each.count() > 0).toList();
        List<OutcomeRecord> shown = seen.isEmpty() ? List.of(new OutcomeRecord("", 0, Grade.UNGRADED, "")) : seen;
        for (OutcomeRecord outcome : shown) {
            writer.write(List.of(
                    part.family(),
                    part.name(),
                    mode,
                    strides,
                    outcome.id(),
                    seen.isEmpty() ? "" : outcome.grade().name().toLowerCase(Locale.ROOT),
                    outcome.count(),
                    part.tally().samples(),
                    part.tally().forks(),
                    part.tally().failed(),
                    Columns.meaning(outcome)));
        }
    }
}
