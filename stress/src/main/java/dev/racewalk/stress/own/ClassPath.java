package dev.racewalk.stress.own;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Folders and jars of the user's, which stand beside the class path of this program. What this program has comes first. A JVM
 * that works for this one has both on its own class path, and then there is nothing beside.
 *
 * <p>Context: one is in use in a JVM; it is put in use before anything is looked for.
 */
public final class ClassPath {
    /** The system property that tells a fork, and so the record of a run, which one is in use. */
    public static final String PROPERTY = "racewalk.classpath";

    /** How the name of a scenario's file ends that is found on a class path. */
    public static final String SCENARIO = ".scenario";

    /** No class path. */
    public static final ClassPath NONE = new ClassPath(List.of());

    private static final String FLAG = "-D" + PROPERTY + "=";
    private static final String CLASS = ".class";
    private static final String TEST_LIST = "META-INF/TestList";
    private static final String RACE = "org.openjdk.jcstress.annotations.JCStressTest";

    private static volatile ClassPath inUse = NONE;

    private final List<Path> entries;
    private final ClassLoader loader;

    private ClassPath(List<Path> entries) {
        this.entries = List.copyOf(entries);
        ClassLoader ours = ClassPath.class.getClassLoader();
        loader = entries.isEmpty()
                ? ours
                : new URLClassLoader(
                        "own classes", entries.stream().map(ClassPath::url).toArray(URL[]::new), ours);
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry + ": cannot be on a class path", e);
        }
    }

    /**
     * Reads a class path as a user writes it.
     *
     * @param text folders and jars, separated as the system separates them; {@code lib/*} stands for all jars in a folder
     * @return the class path, its entries absolute
     * @throws IllegalArgumentException if an entry is not there, is neither a folder nor a jar, or holds nothing; or if there are
     *     races and no list of them
     */
    public static ClassPath of(String text) {
        List<Path> entries = new ArrayList<>();
        for (String word : text.split(File.pathSeparator, -1)) {
            entries.addAll(entries(word));
        }
        boolean hasList = false;
        for (Path entry : entries) {
            List<String> files = files(entry);
            if (files.stream().noneMatch(name -> name.endsWith(CLASS) || name.endsWith(SCENARIO))) {
                throw new IllegalArgumentException(entry + ": holds neither classes nor scenarios (*" + SCENARIO + ")");
            }
            hasList |= files.contains(TEST_LIST);
        }
        ClassPath path = new ClassPath(entries);
        if (!hasList) {
            path.race().ifPresent(race -> {
                throw new IllegalArgumentException(text + ": holds the race " + race + ", but no list of races ("
                        + TEST_LIST + "): compile it with the annotation processor of jcstress, as init does");
            });
        }
        return path;
    }

    private Optional<String> race() {
        return entries.stream()
                .flatMap(entry -> within(entry, root -> {
                            try (Stream<Path> all = Files.walk(root)) {
                                return all.filter(file ->
                                                file.toString().endsWith(CLASS) && names(file, RACE.replace('.', '/')))
                                        .map(file -> className(relative(root, file)))
                                        .toList();
                            }
                        })
                        .stream())
                .filter(this::isRace)
                .findFirst();
    }

    private static boolean names(Path file, String type) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isRace(String name) {
        try {
            return Stream.of(Class.forName(name, false, loader).getAnnotations())
                    .anyMatch(each -> each.annotationType().getName().equals(RACE));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static List<Path> entries(String word) {
        boolean areAllJars = word.endsWith("/*") || word.endsWith(File.separator + "*");
        Path path = path(areAllJars ? word.substring(0, word.length() - 2) : word);
        if (!Files.exists(path) || word.isEmpty()) {
            throw new IllegalArgumentException((word.isEmpty() ? "an empty entry" : word) + ": is not there");
        }
        if (!areAllJars) {
            if (!Files.isDirectory(path) && !isJar(path)) {
                throw new IllegalArgumentException(word + ": must be a folder of classes, or a jar");
            }
            return List.of(path);
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> jars = inside.filter(ClassPath::isJar).sorted().toList();
            if (jars.isEmpty()) {
                throw new IllegalArgumentException(word + ": there are no jars");
            }
            return jars;
        } catch (IOException e) {
            throw new IllegalArgumentException(word + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path path(String word) {
        try {
            return Path.of(word).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(word + ": is no path: " + e.getReason(), e);
        }
    }

    private static boolean isJar(Path path) {
        return Files.isRegularFile(path) && path.toString().endsWith(".jar");
    }

    /** Does something with the root of an entry. */
    @FunctionalInterface
    private interface OnRoot<T> {
        T apply(Path root) throws IOException;
    }

    private static <T> T within(Path entry, OnRoot<T> work) {
        try {
            if (Files.isDirectory(entry)) {
                return work.apply(entry);
            }
            try (FileSystem jar = FileSystems.newFileSystem(entry, (ClassLoader) null)) {
                return work.apply(jar.getPath("/"));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(entry + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The names of all files below an entry, as a class loader calls them. */
    private static List<String> files(Path entry) {
        return within(entry, root -> {
            try (Stream<Path> all = Files.walk(root)) {
                return all.filter(Files::isRegularFile)
                        .map(file -> relative(root, file))
                        .sorted()
                        .toList();
            }
        });
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private static String className(String file) {
        return file.substring(0, file.length() - CLASS.length()).replace('/', '.');
    }

    /**
     * Reads what {@link #flags} wrote.
     *
     * @param flags of a JVM, among others
     * @return the class path as text; nothing if no flag names one
     */
    public static Optional<String> ofFlags(List<String> flags) {
        return flags.stream()
                .filter(flag -> flag.startsWith(FLAG))
                .map(flag -> flag.substring(FLAG.length()))
                .findFirst();
    }

    /**
     * Puts a class path in use in this JVM, and has it on that of each JVM that is started from now on.
     *
     * @param path which
     */
    public static void use(ClassPath path) {
        inUse = path;
    }

    /**
     * Returns the class path that is in use.
     *
     * @return {@link #NONE} unless another was put in use
     */
    public static ClassPath inUse() {
        return inUse;
    }

    /**
     * Returns what loads the classes of this program and, after them, those of the user.
     *
     * @return the loader of this program if there is no class path
     */
    public ClassLoader loader() {
        return loader;
    }

    /**
     * Tells whether there is none.
     *
     * @return true for {@link #NONE}
     */
    public boolean isNone() {
        return entries.isEmpty();
    }

    /**
     * Makes the flags by which a fork, and the record of a run, know it.
     *
     * @return none if there is no class path
     */
    public List<String> flags() {
        return isNone() ? List.of() : List.of(FLAG + this);
    }

    /**
     * Lists the classes that the user brings.
     *
     * @return names as the JVM has them, sorted by entry and name
     */
    public List<String> classNames() {
        return names(file -> file.endsWith(CLASS) && !file.endsWith("-info.class") && !file.startsWith("META-INF/"))
                .map(ClassPath::className)
                .toList();
    }

    /**
     * Lists the scenarios that the user brings.
     *
     * @return their names on the class path
     */
    public List<String> scenarios() {
        return names(file -> file.endsWith(SCENARIO)).toList();
    }

    private Stream<String> names(Predicate<String> chosen) {
        return entries.stream().flatMap(entry -> files(entry).stream()).filter(chosen);
    }

    /** The class path as a JVM takes it. */
    @Override
    public String toString() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
