package dev.racewalk.results.read;

import dev.racewalk.results.model.Results;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds up runs in a new folder: of shards, of machines, of JDKs. */
public final class Merge {
    private Merge() {}

    /**
     * Merges runs. The folder is written as a whole or not at all.
     *
     * @param runs whatever {@link ResultsReader#read} reads
     * @param folder for the copies; must not exist or be empty
     * @return what the folder holds
     * @throws FileAlreadyExistsException if something is there already
     * @throws UnreadableException if one of the runs cannot be read, or if they do not fit together: a run is given twice, or
     *     races of the same name are not the same races
     * @throws IOException if the folder cannot be written
     */
    public static Results merge(List<Path> runs, Path folder) throws IOException {
        return merge(runs, folder, null, null);
    }

    /**
     * Merges the runs of all shards. The folder is written as a whole or not at all.
     *
     * @param runs whatever {@link ResultsReader#read} reads
     * @param folder for the copies; must not exist or be empty
     * @param shards in how many parts the races were divided: each part must be there once, on each kind of machine that is
     *     there at all; null if that does not matter
     * @param suite the jar of the suite whose results these are; its list of tests is kept in the folder; null if nobody has it
     * @return what the folder holds
     * @throws FileAlreadyExistsException if something is there already
     * @throws UnreadableException if one of the runs cannot be read, if they do not fit together, or if a part is missing or
     *     there twice
     * @throws IOException if the folder cannot be written
     */
    public static Results merge(List<Path> runs, Path folder, @Nullable Integer shards, @Nullable Path suite)
            throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        requireFree(folder, target);
        List<Part> parts = new ArrayList<>();
        for (Path run : runs) {
            parts.addAll(ResultsReader.parts(run, suite));
        }
        Fit.check(parts);
        if (shards != null) {
            Expected.check(parts, shards);
        }
        MergedFolder.requireFew(parts);
        Path parent = target.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(folder + ": cannot be a folder for results");
        }
        Files.createDirectories(parent);
        Path fresh = Files.createDirectory(parent.resolve(
                "." + target.getFileName() + ".merge-" + ProcessHandle.current().pid()));
        try {
            MergedFolder.write(parts, fresh, suite);
            Files.deleteIfExists(target); // it is empty
            Files.move(fresh, target);
        } finally {
            delete(fresh);
        }
        return ResultsReader.read(folder);
    }

    private static void requireFree(Path folder, Path target) throws IOException {
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(folder + ": is a file; merged runs need a folder");
        }
        if (Files.isDirectory(target)) {
            try (Stream<Path> inside = Files.list(target)) {
                if (inside.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(folder + ": is not empty; a merge overwrites nothing");
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
