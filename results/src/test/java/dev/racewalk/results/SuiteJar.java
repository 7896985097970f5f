package dev.racewalk.results;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.util.TestLineWriter;

/** Makes the jar of a suite that jcstress' annotation processor might have left: its list of tests, and no class. */
public final class SuiteJar {
    private SuiteJar() {}

    /** A line of the list: a test and what its outcomes mean. */
    @SuppressWarnings("EnumOrdinal") // as jcstress writes them
    public static String test(
            String name, @Nullable String description, List<String> actors, Map<String, Expect> cases) {
        TestLineWriter line = new TestLineWriter();
        line.put(name);
        line.put(name);
        line.put(name + "_jcstress");
        line.put(description);
        line.put(actors.size());
        actors.forEach(line::put);
        line.put(false);
        line.put(cases.size());
        cases.forEach((id, expect) -> {
            line.put(expect.ordinal());
            line.put("Why " + id + " is " + expect.name());
            line.put(1);
            line.put(id);
        });
        line.put(0);
        return line.get();
    }

    /** Writes a jar with these lines. */
    public static Path write(Path jar, String... lines) throws IOException {
        return holding(jar, "META-INF/TestList", String.join("\n", lines) + "\n");
    }

    /** Writes a jar with one entry. */
    public static Path holding(Path jar, String entry, String content) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
