package dev.racewalk.results.read;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.racewalk.results.model.Allowance;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of known outcomes: an object with {@code schema} (1) and {@code allowed}, a list of objects that each have {@code
 * race}, {@code outcome}, {@code reason} and {@code expires} (a date, as 2026-12-31). All of them must be there.
 */
public final class AllowFile {
    private static final int SCHEMA = 1;
    private static final int LONGEST = 1 << 20;
    private static final int MOST = 1_000;
    private static final int SAID = 120;
    private static final TypeReference<Content> CONTENT = new TypeReference<>() {};

    private AllowFile() {}

    private record Content(int schema, @Nullable List<@Nullable Entry> allowed) {}

    private record Entry(
            @Nullable String race,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable String expires) {}

    /**
     * Reads a file.
     *
     * @param file to read
     * @return its entries, in their order
     * @throws UnreadableException if it holds something else; the message names the entry and the rule
     * @throws IOException if it cannot be read
     */
    public static List<Allowance> read(Path file) throws IOException {
        Content content = Json.read(file, CONTENT, LONGEST);
        if (content.schema() != SCHEMA) {
            throw new UnreadableException(file + ": schema " + content.schema() + ": must be " + SCHEMA);
        }
        List<@Nullable Entry> entries = content.allowed();
        if (entries == null || entries.size() > MOST) {
            throw new UnreadableException(file + ": field allowed: must be a list of " + MOST + " entries at most");
        }
        List<Allowance> allowed = new ArrayList<>();
        for (Entry each : entries) {
            allowed.add(allowance(file + ": field allowed.[" + allowed.size() + "]", each));
        }
        for (int i = 0; i < allowed.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (allowed.get(i).isAbout(allowed.get(j).race(), allowed.get(j).outcome())) {
                    throw new UnreadableException(
                            file + ": field allowed.[" + i + "]: says again what [" + j + "] says");
                }
            }
        }
        return List.copyOf(allowed);
    }

    private static Allowance allowance(String where, @Nullable Entry entry) throws UnreadableException {
        if (entry == null) {
            throw new UnreadableException(where + ": is null; must have race, outcome, reason and expires");
        }
        String expires = text(where + ".expires", entry.expires());
        LocalDate last;
        try {
            last = LocalDate.parse(expires);
        } catch (DateTimeException e) {
            throw new UnreadableException(
                    where + ".expires: " + PlainText.of(expires, SAID) + ": must be a date, as in 2026-12-31", e);
        }
        return new Allowance(
                text(where + ".race", entry.race()),
                text(where + ".outcome", entry.outcome()),
                text(where + ".reason", entry.reason()),
                last);
    }

    private static String text(String where, @Nullable String value) throws UnreadableException {
        if (value == null || value.isBlank()) {
            throw new UnreadableException(where + ": must be there, and not empty");
        }
        return value;
    }
}
