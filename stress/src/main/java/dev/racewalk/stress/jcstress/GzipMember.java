package dev.racewalk.stress.jcstress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip file (RFC 1952) of one member, which is what jcstress writes. Unlike {@link java.util.zip.GZIPInputStream} it
 * refuses whatever follows the member, which would otherwise be left out without a word, and a header of more than
 * {@value #LONGEST_HEADER} bytes.
 */
final class GzipMember extends InflaterInputStream {
    private static final int LONGEST_HEADER = 4096;
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final CRC32 checksum = new CRC32();
    private int headerBytes;
    private boolean checked;

    /**
     * Reads the header.
     *
     * @throws ZipException if there is none
     * @throws EOFException if it is cut off
     */
    GzipMember(InputStream in, int buffer) throws IOException {
        super(in, new Inflater(true), buffer);
        readHeader();
    }

    private void readHeader() throws IOException {
        if (twoBytes() != MAGIC) {
            throw new ZipException("Not in GZIP format");
        }
        if (oneByte() != DEFLATE) {
            throw new ZipException("Unsupported compression method");
        }
        int flags = oneByte();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("Reserved flags in the GZIP header");
        }
        skipBytes(6); // time, compression level, operating system
        if ((flags & EXTRA) != 0) {
            skipBytes(twoBytes());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skipBytes(2);
        }
    }

    private int oneByte() throws IOException {
        if (++headerBytes > LONGEST_HEADER) {
            throw new ZipException("GZIP header of more than " + LONGEST_HEADER + " bytes");
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    private int twoBytes() throws IOException {
        int low = oneByte();
        return low | (oneByte() << 8);
    }

    private void skipBytes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            oneByte();
        }
    }

    private void skipText() throws IOException {
        int b = oneByte();
        while (b != 0) {
            b = oneByte();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
            checksum.update(bytes, offset, count);
        } else if (count < 0 && !checked) {
            checked = true;
            readTrailer();
        }
        return count;
    }

    private void readTrailer() throws IOException {
        int left = inf.getRemaining();
        byte[] trailer = new byte[8];
        int buffered = Math.min(left, trailer.length);
        System.arraycopy(buf, len - left, trailer, 0, buffered);
        if (in.readNBytes(trailer, buffered, trailer.length - buffered) < trailer.length - buffered) {
            throw new EOFException();
        }
        if (number(trailer, 0) != checksum.getValue() || number(trailer, 4) != (inf.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("Corrupt GZIP trailer");
        }
        if (left > trailer.length || in.read() >= 0) {
            throw new ZipException("Something follows the end of the GZIP member");
        }
    }

    private static long number(byte[] bytes, int offset) {
        long number = 0;
        for (int i = 3; i >= 0; i--) {
            number = (number << 8) | (bytes[offset + i] & 0xff);
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        super.close();
        inf.end();
    }
}
