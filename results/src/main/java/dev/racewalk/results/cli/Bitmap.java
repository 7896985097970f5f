package dev.racewalk.results.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of 64 bits, hexadecimal after 0x or decimal. */
final class Bitmap implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        boolean isHex = text.startsWith("0x");
        try {
            return Long.parseUnsignedLong(isHex ? text.substring(2) : text, isHex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "': must be a number below 2^64, hexadecimal after 0x");
        }
    }
}
