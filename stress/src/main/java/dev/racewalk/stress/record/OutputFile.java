package dev.racewalk.stress.record;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way out for files that people name. Such a file is whole, or as it was before: it is written beside its place and then
 * moved there in one step. A symbolic link is followed, not replaced. A device or a pipe is written to as it is.
 */
public final class OutputFile {
    private static final Set<String> RUN = Set.of("run.json", "forks.jsonl", "merged.json");
    private static final Set<String> FOUND = Set.of("faults.json", "explored.json");
    private static final String RESULTS_OF_JCSTRESS = ".bin.gz";

    private OutputFile() {}

    /** What writes. */
    @FunctionalInterface
    public interface Writing {
        /**
         * Writes all of it.
         *
         * @param out buffered; not to be closed
         * @throws IOException if it cannot be written
         */
        void to(OutputStream out) throws IOException;
    }

    /**
     * Finds out whether a report can be written, before the work for it begins. What was measured is not overwritten by what can
     * be made from it once more.
     *
     * @param file where it will be
     * @throws FileSystemException if it cannot: the folder is missing or closed, there is a folder in its place, or something
     *     that was measured
     */
    public static void checkReport(Path file) throws FileSystemException {
        check(file);
        if (Files.isRegularFile(file) && FOUND.contains(name(target(file)))) {
            throw measured(file);
        }
    }

    /**
     * Finds out whether a file can be written, before the work for it begins.
     *
     * @param file where it will be
     * @throws FileSystemException if it cannot: the folder is missing or closed, there is a folder in its place, or the results
     *     of a run
     */
    public static void check(Path file) throws FileSystemException {
        Path target = target(file);
        Path folder = target.getParent();
        if (Files.isDirectory(target)) {
            throw refused(file, "is a folder; must be a file");
        }
        if (isOther(target)) {
            return;
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw refused(file, "there is no such folder");
        }
        if (!Files.isWritable(folder) || (Files.exists(target) && !Files.isWritable(target))) {
            throw refused(file, "access is denied");
        }
        String name = name(target);
        if (Files.exists(target) && (RUN.contains(name) || name.endsWith(RESULTS_OF_JCSTRESS))) {
            throw measured(file);
        }
    }

    /**
     * Writes a file, or replaces one.
     *
     * @param file where to
     * @param writing what writes it
     * @throws FileSystemException naming the file, if it cannot be written; then nothing has changed
     */
    public static void write(Path file, Writing writing) throws FileSystemException {
        Path target = target(file);
        try {
            if (isOther(target)) {
                write(Files.newOutputStream(target), writing);
                return;
            }
            Path fresh = target.resolveSibling(
                    "." + name(target) + "." + ProcessHandle.current().pid() + ".new");
            try {
                write(Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), writing);
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (FileSystemException e) {
            throw named(file, e);
        } catch (IOException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes a text.
     *
     * @param file where to
     * @param text in UTF-8
     * @throws FileSystemException naming the file, if it cannot be written; then nothing has changed
     */
    public static void write(Path file, String text) throws FileSystemException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void write(OutputStream opened, Writing writing) throws IOException {
        try (OutputStream out = new BufferedOutputStream(opened)) {
            writing.to(out);
        }
    }

    /** Where a link leads; a link that leads nowhere has no folder to write beside it. */
    private static Path target(Path file) throws FileSystemException {
        Path absolute = file.toAbsolutePath();
        if (!Files.isSymbolicLink(absolute)) {
            return absolute;
        }
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            if (Files.exists(absolute)) { // a link of the system to something without a name, such as a pipe
                return absolute;
            }
            throw refused(file, "is a symbolic link that leads nowhere");
        }
    }

    private static boolean isOther(Path target) {
        return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
    }

    private static String name(Path target) {
        return String.valueOf(target.getFileName());
    }

    /** The same failure, but of the file that was asked for: the one beside it is nobody's business. */
    private static FileSystemException named(Path file, FileSystemException e) {
        String reason = e.getReason();
        return refused(file, reason == null ? word(e) : reason);
    }

    private static @Nullable String word(FileSystemException e) {
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "there is no such folder";
            case "AccessDeniedException" -> "access is denied";
            default -> null;
        };
    }

    private static FileSystemException measured(Path file) {
        return refused(file, "holds what was measured, which nothing overwrites");
    }

    private static FileSystemException refused(Path file, @Nullable String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }
}
