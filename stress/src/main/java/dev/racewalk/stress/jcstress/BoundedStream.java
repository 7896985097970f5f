package dev.racewalk.stress.jcstress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with an exception once too much was read: a small file may unpack to more than any memory holds. */
final class BoundedStream extends FilterInputStream {
    private final long most;
    private final long mostAtOnce;
    private long begun;
    private long read;
    private boolean atEnd;

    /** There is more than there may be. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException(long most, String what) {
            super("more than " + (most >> 20) + " MiB" + what);
        }
    }

    /**
     * Bounds a stream.
     *
     * @param most bytes in all
     * @param mostAtOnce bytes from one call of {@link #begin} to the next
     */
    BoundedStream(InputStream in, long most, long mostAtOnce) {
        super(in);
        this.most = most;
        this.mostAtOnce = mostAtOnce;
    }

    /** Something new begins. */
    void begin() {
        begun = read;
    }

    long position() {
        return read;
    }

    /** Tells whether the end was read, and was a proper one. */
    boolean isAtEnd() {
        return atEnd;
    }

    private int count(int bytes) throws IOException {
        atEnd |= bytes < 0;
        read += Math.max(0, bytes);
        if (read > most) {
            throw new TooLongException(most, "");
        }
        if (read - begun > mostAtOnce) {
            throw new TooLongException(mostAtOnce, " for one result");
        }
        return bytes;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? -1 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return count(super.read(bytes, offset, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] skipped = new byte[(int) Math.min(bytes, 1 << 12)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
