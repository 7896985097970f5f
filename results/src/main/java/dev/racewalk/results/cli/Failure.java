package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in one line what the system says about a file. */
final class Failure {
    private Failure() {}

    /** Which file, if the system names it, and why. */
    static String inWords(IOException e) {
        if (e instanceof FileSystemException file && file.getFile() != null) {
            return Columns.line(file.getFile() + ": " + why(file));
        }
        return Columns.line(String.valueOf(e.getMessage()));
    }

    /** The same of a file that cannot be written. */
    static String notWritten(FileSystemException e) {
        return Columns.line(e.getFile() + ": cannot be written: " + why(e));
    }

    private static String why(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "is there, and is no folder";
        }
        return e.getReason() == null ? "cannot be read or written" : e.getReason();
    }
}
