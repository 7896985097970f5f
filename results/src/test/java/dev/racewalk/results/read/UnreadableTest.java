package dev.racewalk.results.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.results.ResultFileMaker;
import dev.racewalk.results.Runs;
import dev.racewalk.results.model.Results;
import dev.racewalk.stress.record.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** What is no result gets one line, in time, whoever made it. */
class UnreadableTest {
    @TempDir
    private Path temp;

    /** Makes the bytes of a file. */
    private interface Bytes {
        byte[] make() throws IOException;
    }

    /** Broken result files, and what is said about them. */
    private enum Broken {
        EMPTY("is empty", () -> new byte[0]),
        ONE_BYTE("is not a gzip file", () -> new byte[] {0x1f}),
        TEXT("is not a gzip file", () -> "hello".getBytes(StandardCharsets.UTF_8)),
        ANOTHER_COMPRESSION("is damaged: Unsupported compression method", () -> with(good(), 2, 7)),
        HEADER_OF_GZIP("is cut off after 0 results", () -> Arrays.copyOf(good(), 5)),
        KILLED("is cut off after 0 results", () -> Files.readAllBytes(Runs.resultFile(Runs.killed()))),
        HALF("is cut off after ", () -> Arrays.copyOf(good(), good().length / 2)),
        WITHOUT_ITS_LAST_BYTE("is cut off after ", () -> Arrays.copyOf(good(), good().length - 1)),
        OBJECT_CUT_OFF("is cut off after ", () -> gzip(Arrays.copyOf(unpacked(), unpacked().length - 1))),
        WRONG_CHECKSUM("is damaged: Corrupt GZIP trailer", () -> with(good(), good().length - 5, 1)),
        TEXT_IN_GZIP(
                "holds something other than serialised Java objects",
                () -> gzip("hello, world".getBytes(StandardCharsets.UTF_8))),
        NO_RESULT("holds no result", () -> serialised()),
        A_TEXT("holds something other than results of jcstress", () -> serialised("hello")),
        ANOTHER_CLASS("holds an object of java.time.Ser", () -> serialised(Duration.ZERO)),
        CLASS_THAT_IS_NOT_HERE(
                "holds an object of dev.racewalk.results.read.UnreadableTest$Clazz",
                () -> renamed(serialised(new Klass()), "$Klass", "$Clazz")),
        A_PROXY("holds an object of java.lang.Runnable", () -> serialised(proxy())),
        SETS_OF_SETS("holds an object of java.util.HashSet", () -> serialised(setsOfSets())),
        A_MAP("holds an object of java.util.HashMap where none belongs", () -> serialised(new HashMap<>(Map.of(1, 2)))),
        LIST_IN_A_LIST(
                "holds a list of something other than texts", () -> serialised(saying(new ArrayList<>(List.of("x"))))),
        LIST_IN_ITSELF("holds a list of something other than texts", () -> serialised(sayingItself())),
        MAP_IN_A_LIST("holds an object of java.util.HashMap where", () -> serialised(saying(new HashMap<>()))),
        WITHOUT_CONFIGURATION(
                "holds an invalid result, number 1: it has no configuration",
                () -> serialised(new TestResult(Status.NORMAL))),
        JCSTRESS_0_15("was written by another version of jcstress: its TestResult differs", UnreadableTest::older),
        NULL_BEFORE_A_RESULT(
                "is damaged: it holds null in place of result 1",
                () -> serialised(null, new TestResult(Status.NORMAL))),
        NULL_AFTER_ALL_RESULTS("is damaged: it holds null in place of result ", UnreadableTest::withNullAtTheEnd),
        SOMETHING_AFTER_ITS_END(
                "is damaged: Something follows the end", () -> Arrays.copyOf(good(), good().length + 1)),
        EMPTY_MEMBERS("is damaged: Something follows the end", UnreadableTest::emptyMembers),
        LONG_NAME_IN_ITS_HEADER("is damaged: GZIP header of more than 4096 bytes", UnreadableTest::longName),
        NESTED_CLASS_DESCRIPTORS("holds an object of A", UnreadableTest::nestedDescriptors),
        NESTED_EXCEPTIONS("holds something other than results of jcstress", UnreadableTest::nestedExceptions),
        BOMB("unpacks to more than 32 MiB for one result", UnreadableTest::bomb);

        private final String message;

        @SuppressWarnings("ImmutableEnumChecker") // makes the same each time
        private final Bytes bytes;

        Broken(String message, Bytes bytes) {
            this.message = message;
            this.bytes = bytes;
        }
    }

    /** A class that no result holds. */
    private static final class Klass implements java.io.Serializable {
        private static final long serialVersionUID = 1;
    }

    /** All its results are good, and behind them is something that no result is. */
    private static byte[] withNullAtTheEnd() throws IOException {
        byte[] all = unpacked();
        byte[] longer = Arrays.copyOf(all, all.length + 1);
        longer[all.length] = ObjectStreamConstants.TC_NULL;
        return gzip(longer);
    }

    private static byte[] emptyMembers() throws IOException {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 50_000; i++) {
            out.write(empty);
        }
        out.write(good());
        return out.toByteArray();
    }

    private static byte[] longName() throws IOException {
        byte[] good = good();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(good, 0, 3);
        out.write(8); // a name follows the header
        out.write(good, 4, 6);
        byte[] name = new byte[10_000_000];
        Arrays.fill(name, (byte) 'n');
        out.write(name);
        out.write(0);
        out.write(good, 10, good.length - 10);
        return out.toByteArray();
    }

    /** A class whose parent is a class whose parent is a class. */
    private static byte[] nestedDescriptors() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
            out.writeShort(ObjectStreamConstants.STREAM_VERSION);
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
            for (int i = 0; i < 100_000; i++) {
                out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
                out.writeUTF("A");
                out.writeLong(0);
                out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
                out.writeShort(0);
                out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
            }
        }
        return gzip(bytes.toByteArray());
    }

    private static byte[] nestedExceptions() throws IOException {
        byte[] bytes = new byte[4 + 1_000_000];
        Arrays.fill(bytes, ObjectStreamConstants.TC_EXCEPTION);
        System.arraycopy(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5}, 0, bytes, 0, 4);
        return gzip(bytes);
    }

    private static byte[] good() throws IOException {
        return Files.readAllBytes(Runs.foreignSuite());
    }

    private static byte[] unpacked() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(good()))) {
            return in.readAllBytes();
        }
    }

    private static byte[] with(byte[] bytes, int index, int change) {
        bytes[index] ^= (byte) change;
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] serialised(@Nullable Object... objects) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(out)) {
            for (Object each : objects) {
                stream.writeObject(each);
            }
        }
        return gzip(out.toByteArray());
    }

    private static byte[] renamed(byte[] packed, String was, String is) throws IOException {
        assertThat(is).hasSameSizeAs(was);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return gzip(text.replace(was, is).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                UnreadableTest.class.getClassLoader(), new Class<?>[] {Runnable.class}, new Handler());
    }

    private static final class Handler implements java.lang.reflect.InvocationHandler, java.io.Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
            throw new AssertionError("called");
        }
    }

    /** Takes for ever to read for who asks it for its hash code. */
    private static Set<Object> setsOfSets() {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextOne = new HashSet<>(Set.of("x"));
            Set<Object> nextOther = new HashSet<>();
            one.addAll(List.of(nextOne, nextOther));
            other.addAll(List.of(nextOne, nextOther));
            one = nextOne;
            other = nextOther;
        }
        return root;
    }

    @SuppressWarnings("unchecked")
    private static TestResult saying(Object what) {
        TestResult result = new TestResult(Status.NORMAL);
        ((List<Object>) (List<?>) result.getMessages()).add(what);
        return result;
    }

    @SuppressWarnings("unchecked")
    private static TestResult sayingItself() {
        TestResult result = new TestResult(Status.NORMAL);
        List<Object> messages = (List<Object>) (List<?>) result.getMessages();
        messages.add(messages);
        return result;
    }

    /** Classes of jcstress carry no version, so another one has another number, made from its fields and methods. */
    private static byte[] older() throws IOException {
        byte[] bytes = unpacked();
        String name = TestResult.class.getName();
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
        return gzip(with(bytes, at, 1));
    }

    /** The mark that makes a reader forget what it knows, over and over. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out, 1 << 16)) {
            packed.write(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});
            byte[] reset = new byte[1 << 20];
            Arrays.fill(reset, (byte) 0x79);
            for (int i = 0; i < 33; i++) {
                packed.write(reset);
            }
        }
        return out.toByteArray();
    }

    private static void assertRefused(Path path, String message) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> ResultsReader.read(path))
                        .isInstanceOf(UnreadableException.class)
                        .hasMessageStartingWith(path.toString())
                        .hasMessageContaining(message)
                        .message()
                        .doesNotContainPattern("\\p{Cntrl}"));
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenResultFileIsRefusedInOneLine(Broken broken) throws IOException {
        Path file = temp.resolve("jcstress-results.bin.gz");
        Files.write(file, broken.bytes.make());
        assertRefused(file, ": " + broken.message);
        assertRefused(file, "; expected the folder of a run");
    }

    /** Whatever byte is wrong, there is one line or a result, and nothing else. */
    @Test
    void anyByteOfAResultFileMayBeWrong() throws IOException {
        byte[] bytes = unpacked();
        Path file = temp.resolve("x.bin.gz");
        int refused = 0;
        for (int i = 0; i < bytes.length; i += 29) {
            Files.write(file, gzip(with(bytes.clone(), i, 1 << (i % 8))));
            try {
                ResultsReader.read(file);
            } catch (UnreadableException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file + ": ").doesNotContainPattern("\\p{Cntrl}");
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 120);
    }

    /** jcstress keeps so many in a table of 131,072 slots. */
    @Test
    void aForkOfManyDistinctOutcomesIsRead() throws IOException {
        Path file = temp.resolve("many.bin.gz");
        try (ResultFileMaker made = new ResultFileMaker(file)) {
            Map<String, Long> outcomes = new HashMap<>();
            for (int i = 0; i < 6_600; i++) {
                outcomes.put("outcome " + i, 1L + i);
            }
            made.add("org.example.Many", outcomes);
        }
        Results results = ResultsReader.read(file);
        assertThat(results.races()).hasSize(1);
        assertThat(results.races().get(0).outcomes()).hasSize(6_600);
        assertThat(results.races().get(0).tally().samples()).isEqualTo(6_600L * 6_601 / 2);
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertRefused(temp.resolve("nowhere"), ": does not exist; expected the folder of a run");
        assertRefused(temp, ": is a folder without run.json; expected ");
    }

    private Path copy(Path folder) throws IOException {
        Path copy = Files.createDirectory(temp.resolve("copy"));
        Files.copy(folder.resolve("run.json"), copy.resolve("run.json"));
        Files.copy(folder.resolve("forks.jsonl"), copy.resolve("forks.jsonl"));
        return copy;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schema\" : 1 | \"schema\" : 2 | run.json: schema 2: must be 1; a later version wrote it",
                "\"schema\" : 1 | \"schema\" : 2, \"startedAt\" : 5 | run.json: ",
                "\"schema\" : 1, | '' | run.json: field schema: is missing or no int",
                "COMPLETE | DONE | run.json: field state: DONE: is no RunState",
                "\"index\" : 1 | \"index\" : 3 | run.json: field shard: 3/1: i must be 1..1",
                "\"jcstressFile\" : \"  | \"jcstressFile\" : \"../ | run.json: field jcstressFile: ../jcstress",
                "\"machine\" : | \"engine\" : | run.json: field machine: missing: must be there",
                "\"seconds\" : 10 | \"seconds\" : -10 | run.json: field seconds: -10: must be 0..",
            })
    void aBrokenRunRecordIsRefusedInOneLine(String was, String is, String message) throws IOException {
        Path folder = copy(Runs.fine17());
        String text = Files.readString(folder.resolve("run.json"));
        assertThat(text).contains(was);
        Files.writeString(folder.resolve("run.json"), text.replace(was, is));
        assertRefused(folder, message);
    }

    @Test
    void aRunWithoutForksOrWithAFolderInPlaceOfAFileIsRefused() throws IOException {
        Path folder = copy(Runs.fine17());
        Files.delete(folder.resolve("forks.jsonl"));
        assertRefused(folder, "forks.jsonl: must be a file");
        Files.delete(folder.resolve("run.json"));
        Files.createDirectory(folder.resolve("run.json"));
        assertRefused(folder, "run.json: must be a file; there is a folder");
    }

    @Test
    void aLastLineThatIsCutOffIsLeftOutAndTold() throws IOException {
        Path folder = copy(Runs.killed());
        Files.writeString(folder.resolve("forks.jsonl"), "{\"schema\":1,\"fork\":9,\"ra", StandardOpenOption.APPEND);
        Results results = ResultsReader.read(folder);
        assertThat(results.sources().get(0).cutOff()).isTrue();
        assertThat(results.races().stream()
                        .mapToInt(race -> race.forks().size())
                        .sum())
                .isEqualTo(8);
        assertThat(results.sources().get(0).id())
                .isEqualTo(ResultsReader.read(Runs.killed()).sources().get(0).id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "faults.json | {} | faults.json: field processors: is missing or no int",
                "faults.json | {\"processors\":1,\"limitSeconds\":1,\"rows\":[]} | faults.json: fields java, rows: must be there",
                "explored.json | [null] | explored.json: fields []: must be there",
                "explored.json | {} | explored.json: ",
                "merged.json | {\"schema\":2,\"runs\":[\"x\"]} | merged.json: schema 2: must be 1",
                "merged.json | {\"schema\":1,\"runs\":[]} | merged.json: field runs: must name 1..10000 runs",
                "merged.json | {\"schema\":1} | merged.json: field runs: must name 1..10000 runs",
                "merged.json | {\"schema\":1,\"runs\":[\"x\"]} | run.json: must be a file; there is none",
            })
    void whatLiesBesideARunIsReadWithTheSameCare(String name, String content, String message) throws IOException {
        Path folder = copy(Runs.fine17());
        Files.writeString(folder.resolve(name), content);
        assertRefused(folder, message);
    }
}
