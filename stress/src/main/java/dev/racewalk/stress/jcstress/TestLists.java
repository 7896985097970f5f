package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.RaceSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.TestLineReader;

/**
 * The races in the lists that the annotation processor of jcstress left on the class path. Every list is read, while jcstress
 * itself reads the first alone; so races of a test source set are found too.
 */
public final class TestLists implements RaceSource {
    private static final String TEMPLATES = "dev.racewalk.stress.scenario.live.";

    /** What jcstress writes for a test without one. */
    private static final String NO_DESCRIPTION = "null";

    private static final Expect[] EXPECTS = Expect.values();
    private static final Race.Expected UNLISTED = unlisted();

    /** What jcstress says of an outcome that a race does not list. */
    private static Race.Expected unlisted() {
        StateCase theirs = new TestInfo("", "", "", "", 0, List.of(), false).unmatched();
        return new Race.Expected(
                Pattern.compile(theirs.matchPattern()),
                Grade.valueOf(theirs.expect().name()),
                theirs.description());
    }

    /** For {@link java.util.ServiceLoader}. */
    public TestLists() {}

    @Override
    public List<Race> races() {
        return all().stream().filter(race -> !isTemplate(race)).toList();
    }

    /**
     * Finds a generic race, which runs whatever scenario is in use and belongs to no catalogue.
     *
     * @param name of its class, with the package
     * @return the race
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Race template(String name) {
        return all().stream()
                .filter(race -> isTemplate(race) && race.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no generic race " + name));
    }

    private static boolean isTemplate(Race race) {
        return race.name().startsWith(TEMPLATES);
    }

    private static List<Race> all() {
        List<Race> races = new ArrayList<>();
        try {
            List<URL> lists = Collections.list(ClassPath.inUse().loader().getResources(TestList.LIST.substring(1)));
            for (URL list : lists) {
                int before = races.size();
                read(list, races);
                requireNew(list, races.subList(0, before), races.subList(before, races.size()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of races cannot be read", e);
        }
        return races;
    }

    /** A race of the user's that has the name of one of this program would never be loaded. */
    private static void requireNew(URL list, List<Race> known, List<Race> found) throws IOException {
        if (ClassPath.inUse().isNone() || isOurs(list)) {
            return;
        }
        Set<String> names = known.stream().map(Race::name).collect(Collectors.toSet());
        for (Race race : found) {
            if (names.contains(race.name())) {
                throw new IllegalArgumentException("--classpath " + ClassPath.inUse() + ": the race " + race.name()
                        + " is there without it;" + " put yours into a package of its own");
            }
        }
    }

    private static boolean isOurs(URL list) throws IOException {
        return Collections.list(TestList.class.getClassLoader().getResources(TestList.LIST.substring(1))).stream()
                .anyMatch(each -> each.toString().equals(list.toString()));
    }

    private static void read(URL list, List<Race> races) throws IOException {
        // jcstress writes and reads the list in the platform's character set
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(list.openStream(), Charset.defaultCharset()))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                try {
                    TestLineReader words = new TestLineReader(line);
                    if (words.isCorrect()) {
                        races.add(race(words));
                    }
                } catch (RuntimeException e) { // the reader throws whatever comes
                    throw new IllegalArgumentException(
                            list + ", line " + number + ": is no race as jcstress lists it: " + e.getMessage(), e);
                }
            }
        }
    }

    /** The test that a line of a list describes. */
    static Race race(TestLineReader words) {
        String name = PlainText.of(words.nextString());
        String binaryName = words.nextString();
        String generated = words.nextString();
        String description = words.nextString();
        if (description.equals(NO_DESCRIPTION)) {
            description = "";
        }
        List<String> actors = new ArrayList<>();
        int actorCount = words.nextInt();
        for (int i = 0; i < actorCount; i++) {
            actors.add(PlainText.of(words.nextString()));
        }
        boolean needsFork = words.nextBoolean();
        List<Race.Expected> expected = new ArrayList<>();
        Race.Expected unlisted = UNLISTED;
        int cases = words.nextInt();
        for (int i = 0; i < cases; i++) {
            Grade grade = Grade.valueOf(EXPECTS[words.nextInt()].name());
            String why = PlainText.of(words.nextString());
            int ids = words.nextInt();
            for (int j = 0; j < ids; j++) {
                Race.Expected each = new Race.Expected(Pattern.compile(words.nextString()), grade, why);
                if (each.outcome().pattern().isEmpty()) { // which stands for all that is not listed
                    unlisted = each;
                } else {
                    expected.add(each);
                }
            }
        }
        return new Race(name, binaryName, generated, PlainText.of(description), actors, needsFork, expected, unlisted);
    }

    /** The race as jcstress has it. */
    static TestInfo info(Race race) {
        TestInfo info = new TestInfo(
                race.name(),
                race.binaryName(),
                race.generated(),
                race.description(),
                race.actors().size(),
                new ArrayList<>(race.actors()), // a class that the readers of the result file let through
                race.needsFork());
        race.expected().forEach(each -> info.addCase(stateCase(each)));
        if (!race.unlisted().equals(UNLISTED)) {
            info.addCase(stateCase(race.unlisted()));
        }
        return info;
    }

    private static StateCase stateCase(Race.Expected each) {
        return new StateCase(each.outcome(), Expect.valueOf(each.grade().name()), each.why());
    }
}
