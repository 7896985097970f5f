package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.ForeignFile;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.record.RecordCheck;
import dev.racewalk.stress.record.UnreadableException;
import dev.racewalk.stress.suite.Race;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectStreamException;
import java.io.PushbackInputStream;
import java.io.StreamCorruptedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** Reads the result file of jcstress: gzip of serialised objects, one a fork. */
final class ResultFile {
    /** Unpacked; a fork takes about 500 bytes and what it wrote. */
    private static final long MOST_BYTES = 128L << 20;

    /** Unpacked, of one fork. */
    private static final long MOST_AT_ONCE = 32L << 20;

    private static final long MOST_PACKED = 128L << 20;
    private static final int MOST_FORKS = 200_000;
    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 1 << 16;
    private static final int SAID = 200;
    private static final String OTHER = "holds something other than results of jcstress";

    private final Path path;
    private final Map<String, Race> suite;
    private final List<ForkRecord> forks = new ArrayList<>();
    private @Nullable HostRecord host;

    private ResultFile(Path path, Map<String, Race> suite) {
        this.path = path;
        this.suite = suite;
    }

    /** Reads a file; tests of the suite are graded by it, others if this program has them. */
    static ForeignFile.Contents read(Path path, Map<String, Race> suite) throws IOException {
        ResultFile file = new ResultFile(path, suite);
        file.read();
        if (!suite.isEmpty() && file.forks.stream().noneMatch(fork -> suite.containsKey(fork.race()))) {
            throw file.unreadable(
                    "has no result of a test that the given suite lists, such as "
                            + PlainText.of(suite.keySet().iterator().next(), SAID),
                    null);
        }
        return new ForeignFile.Contents(file.forks, file.host);
    }

    private UnreadableException unreadable(String what, @Nullable Throwable cause) {
        return new UnreadableException(path + ": " + what, cause);
    }

    private void read() throws IOException {
        try (PushbackInputStream in = new PushbackInputStream(InputFile.open(path, MOST_PACKED), 2)) {
            byte[] magic = in.readNBytes(2);
            if (magic.length == 0) {
                throw unreadable("is empty", null);
            }
            if (magic.length < 2 || (((magic[0] & 0xff) << 8) | (magic[1] & 0xff)) != GZIP) {
                throw unreadable("is not a gzip file", null);
            }
            in.unread(magic);
            unpack(in);
        }
        if (forks.isEmpty()) {
            throw unreadable("holds no result", null);
        }
    }

    private void unpack(InputStream in) throws IOException {
        try (GzipMember unpacked = new GzipMember(in, BUFFER);
                BoundedStream bounded =
                        new BoundedStream(new BufferedInputStream(unpacked, BUFFER), MOST_BYTES, MOST_AT_ONCE)) {
            objects(bounded);
        } catch (EOFException e) {
            throw unreadable("is cut off after " + forks.size() + " results: jcstress was killed, or a copy failed", e);
        } catch (ZipException e) {
            throw unreadable("is damaged: " + PlainText.of(String.valueOf(e.getMessage()), SAID), e);
        } catch (StreamCorruptedException e) {
            throw unreadable("holds something other than serialised Java objects", e);
        } catch (BoundedStream.TooLongException e) {
            throw unreadable("unpacks to " + e.getMessage(), e);
        }
    }

    private void objects(BoundedStream bounded) throws IOException {
        try (ResultStream stream = new ResultStream(bounded)) {
            while (readNext(stream, bounded)) {
                if (forks.size() > MOST_FORKS) {
                    throw unreadable("holds more than " + MOST_FORKS + " results", null);
                }
            }
        }
    }

    /**
     * Adds the next result. A null is none: jcstress never writes one, and its own reader takes it for the end, behind which
     * anything may be hidden.
     *
     * @return false at the end, if that is between two objects
     */
    private boolean readNext(ResultStream stream, BoundedStream bounded) throws IOException {
        long start = bounded.position();
        bounded.begin();
        Object object;
        try {
            object = stream.readObject();
        } catch (EOFException e) {
            if (bounded.isAtEnd() && bounded.position() == start) {
                return false;
            }
            throw e;
        } catch (ClassNotFoundException | ObjectStreamException | RuntimeException e) {
            throw unreadable(inWords(e, stream), e);
        } catch (StackOverflowError e) {
            throw unreadable("holds objects that are nested too deeply", e);
        }
        if (object == null) {
            throw unreadable("is damaged: it holds null in place of result " + (forks.size() + 1), null);
        }
        if (!(object instanceof TestResult result)) {
            throw unreadable(OTHER, null);
        }
        add(result);
        return true;
    }

    private static String inWords(Exception e, ResultStream stream) {
        String refused = stream.refused();
        if (refused != null) {
            return "holds " + PlainText.of(refused, SAID);
        }
        if (e instanceof InvalidClassException invalid) {
            return "was written by another version of jcstress: its "
                    + RaceName.simple(PlainText.of(String.valueOf(invalid.classname), SAID)) + " differs";
        }
        if (e instanceof ClassNotFoundException) {
            return "holds an object of " + PlainText.of(String.valueOf(e.getMessage()), SAID);
        }
        return OTHER;
    }

    /** Its own methods run over what the file says of it, so they may fail in any way. */
    private void add(TestResult result) throws UnreadableException {
        try {
            ForkRecord fork = ResultConverter.fork(result, forks.size() + 1, suite);
            RecordCheck.check(fork);
            forks.add(fork);
            if (host == null) {
                host = ResultConverter.host(result);
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(
                    "holds an invalid result, number " + (forks.size() + 1) + ": "
                            + PlainText.of(String.valueOf(e.getMessage()), SAID),
                    e);
        }
    }
}
