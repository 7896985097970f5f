package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import dev.racewalk.stress.suite.Race;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.TestLineReader;

/**
 * The list of tests that the annotation processor of jcstress left in somebody's jar: what each test may end with, and why. It is
 * read without loading a class of the jar.
 */
final class SuiteList {
    private static final String ENTRY = TestList.LIST.substring(1);
    private static final long LONGEST_JAR = 2L << 30;
    private static final int LONGEST_LIST = 32 << 20;
    private static final int MOST_LINES = 100_000;
    private static final int SAID = 200;

    private SuiteList() {}

    /** Reads the list as it is: of a jar, or of a file that holds nothing else. */
    static byte[] bytes(Path suite) throws IOException {
        try (InputStream in = InputFile.open(suite, LONGEST_JAR)) {
            byte[] magic = in.readNBytes(2);
            if (magic.length == 0 || magic[0] != 'P') {
                return bounded(
                        suite,
                        new SequenceInputStream(new ByteArrayInputStream(magic), in).readNBytes(LONGEST_LIST + 1));
            }
        }
        try (ZipFile jar = new ZipFile(suite.toFile())) {
            ZipEntry entry = jar.getEntry(ENTRY);
            if (entry == null) {
                throw new UnreadableException(suite + ": has no " + ENTRY + "; must be the jar of a jcstress suite");
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return bounded(suite, in.readNBytes(LONGEST_LIST + 1));
            }
        } catch (ZipException e) {
            throw new UnreadableException(
                    suite + ": is no jar: " + PlainText.of(String.valueOf(e.getMessage()), SAID), e);
        }
    }

    private static byte[] bounded(Path suite, byte[] list) throws UnreadableException {
        if (list.length > LONGEST_LIST) {
            throw new UnreadableException(suite + ": has a " + ENTRY + " of more than " + LONGEST_LIST + " bytes");
        }
        return list;
    }

    /** Reads the tests, by name. */
    static Map<String, Race> read(Path suite) throws IOException {
        String text =
                new String(bytes(suite), StandardCharsets.UTF_8); // what is not UTF-8 is a letter of a description
        Map<String, Race> races = new HashMap<>();
        int number = 0;
        for (String line : InputFile.lines(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), suite.toString(), MOST_LINES)) {
            number++;
            TestLineReader words = new TestLineReader(line);
            if (words.isCorrect()) {
                Race race = race(suite, number, words);
                races.put(race.name(), race);
            }
        }
        if (races.isEmpty()) {
            throw new UnreadableException(suite + ": lists no test; must be the jar of a jcstress suite");
        }
        return races;
    }

    /** jcstress' reader of words does not expect anything but what it wrote, so it may fail in any way. */
    private static Race race(Path suite, int number, TestLineReader words) throws UnreadableException {
        try {
            return TestLists.race(words);
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnreadableException(
                    suite + ": " + ENTRY + ", line " + number + ": is not what jcstress 0.16 writes", e);
        }
    }
}
