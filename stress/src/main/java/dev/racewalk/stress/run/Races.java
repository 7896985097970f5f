package dev.racewalk.stress.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.TestLineReader;

/**
 * The races on the class path. Every list that the annotation processor left there is read, while jcstress itself reads the
 * first alone; so races of a test source set are found too.
 */
public final class Races {
    private static final Expect[] EXPECTS = Expect.values();

    private Races() {}

    /**
     * Finds all races.
     *
     * @return sorted by name
     * @throws IllegalStateException if there is none, which happens if the annotation processor did not run
     */
    public static List<Race> all() {
        Map<String, Race> races = new TreeMap<>();
        try {
            List<URL> lists =
                    Collections.list(TestList.class.getClassLoader().getResources(TestList.LIST.substring(1)));
            for (URL list : lists) {
                read(list, races);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of races cannot be read", e);
        }
        if (races.isEmpty()) {
            throw new IllegalStateException(
                    "no races on the class path: it was compiled without the annotation processor of jcstress");
        }
        return List.copyOf(races.values());
    }

    /**
     * Selects races.
     *
     * @param races to select from
     * @param pattern what a part of the name, with the package, must match
     * @return those that match
     */
    public static List<Race> matching(List<Race> races, Pattern pattern) {
        return races.stream()
                .filter(race -> pattern.matcher(race.name()).find())
                .toList();
    }

    /**
     * Finds a race.
     *
     * @param name of its class, with the package
     * @return the race
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Race named(String name) {
        return all().stream()
                .filter(race -> race.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no race " + name));
    }

    private static void read(URL list, Map<String, Race> races) throws IOException {
        // jcstress writes and reads the list in the platform's character set
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(list.openStream(), Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                TestLineReader words = new TestLineReader(line);
                if (words.isCorrect()) {
                    TestInfo info = info(words);
                    races.putIfAbsent(info.name(), new Race(info));
                }
            }
        }
    }

    private static TestInfo info(TestLineReader words) {
        String name = words.nextString();
        String binaryName = words.nextString();
        String runner = words.nextString();
        String description = words.nextString();
        List<String> actors = new ArrayList<>();
        int actorCount = words.nextInt();
        for (int i = 0; i < actorCount; i++) {
            actors.add(words.nextString());
        }
        TestInfo info = new TestInfo(name, binaryName, runner, description, actorCount, actors, words.nextBoolean());
        int cases = words.nextInt();
        for (int i = 0; i < cases; i++) {
            Expect expect = EXPECTS[words.nextInt()];
            String why = words.nextString();
            int ids = words.nextInt();
            for (int j = 0; j < ids; j++) {
                info.addCase(new StateCase(Pattern.compile(words.nextString()), expect, why));
            }
        }
        return info;
    }
}
