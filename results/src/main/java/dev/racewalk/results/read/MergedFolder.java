package dev.racewalk.results.read;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder that holds several runs: {@code merged.json} names them, and the folders {@code 1}, {@code 2} and so on hold copies
 * of their files. Parts of parts are not kept: to merge a merged folder is to merge its runs.
 */
final class MergedFolder {
    private static final int SCHEMA = 1;
    private static final int MOST = 10_000;
    private static final int LONGEST = 16 << 20;
    private static final String MERGED = "merged.json";
    private static final String RESULT = "jcstress-results.bin.gz";
    private static final TypeReference<Content> CONTENT = new TypeReference<>() {};

    /**
     * What {@code merged.json} holds.
     *
     * @param schema {@value #SCHEMA}
     * @param runs names that the runs had before, in the order of their folders
     */
    private record Content(int schema, List<String> runs) {}

    private MergedFolder() {}

    static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(MERGED));
    }

    static List<Part> read(Path folder, @Nullable Path suite) throws IOException {
        Path file = folder.resolve(MERGED);
        Content content = Json.read(file, CONTENT, LONGEST);
        if (content.schema() != SCHEMA) {
            throw new UnreadableException(file + ": schema " + content.schema() + ": must be " + SCHEMA);
        }
        List<String> names = content.runs();
        if (names == null || names.isEmpty() || names.size() > MOST || names.contains(null)) {
            throw new UnreadableException(file + ": field runs: must name 1.." + MOST + " runs");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            parts.add(part(folder.resolve(String.valueOf(i + 1)), suite).named(names.get(i)));
        }
        return parts;
    }

    private static Part part(Path folder, @Nullable Path suite) throws IOException {
        Path result = folder.resolve(RESULT);
        return Files.exists(result)
                ? ForeignPart.read(result, suite != null ? suite : kept(folder))
                : RunFolderPart.read(folder);
    }

    /** What {@code merge --suite} kept. */
    private static @Nullable Path kept(@Nullable Path folder) {
        Path list = folder == null ? null : folder.resolve(ForeignPart.SUITE);
        return list != null && Files.exists(list) ? list : null;
    }

    static void requireFew(List<Part> parts) throws UnreadableException {
        if (parts.size() > MOST) {
            throw new UnreadableException(parts.size() + " runs: must be " + MOST + " at most in one folder");
        }
    }

    static void write(List<Part> parts, Path folder, @Nullable Path suite) throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            Path to = Files.createDirectory(folder.resolve(String.valueOf(i + 1)));
            Part part = parts.get(i);
            if (part.source().kind() == Source.Kind.JCSTRESS_FILE) {
                Files.copy(part.path(), to.resolve(RESULT), StandardCopyOption.COPY_ATTRIBUTES);
                Path graded = suite != null
                        ? suite
                        : kept(part.path().toAbsolutePath().getParent());
                if (graded != null) {
                    Files.write(to.resolve(ForeignPart.SUITE), ForeignPart.suite(graded));
                }
            } else {
                copy(part.path(), to);
            }
        }
        List<String> names = parts.stream().map(part -> part.source().name()).toList();
        Files.writeString(folder.resolve(MERGED), Json.pretty(new Content(SCHEMA, names)));
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String name :
                List.of(RunFolderPart.RUN, RunFolderPart.FORKS, RunFolderPart.FAULTS, RunFolderPart.EXPLORED)) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        if (Files.exists(RunFolder.scenario(from))) {
            Files.copy(RunFolder.scenario(from), RunFolder.scenario(to));
        }
    }
}
