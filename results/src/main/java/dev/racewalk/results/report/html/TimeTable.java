package dev.racewalk.results.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the actors of a race do, side by side in time order: a line for each step.
 *
 * <p>For races of this project it is the table in the header of the class, which is in this program as a resource; for all
 * others it is one line with the names of the actors.
 *
 * @param caption what happens
 * @param heads of the columns, an actor each
 * @param names of the actors' methods, empty if they are the heads, or if a column stands for something else
 * @param rows steps, earliest first; an empty cell where an actor does nothing
 */
record TimeTable(String caption, List<String> heads, List<String> names, List<List<String>> rows) {
    private static final String FOLDER = "/races/";
    private static final int LONGEST = 1 << 20;
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*");
    private static final Pattern HEADER = Pattern.compile("(?s)/\\*\\*(?:(?!\\*/).)*?<table>(.*?)</table>");
    private static final Pattern CAPTION = Pattern.compile("(?s)<caption>(.*?)</caption>");
    private static final Pattern ROW = Pattern.compile("(?s)<tr>(.*?)</tr>");
    private static final Pattern CELL = Pattern.compile("(?s)<t[hd]>(.*?)</t[hd]>");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(?:code|link) ([^}]*)}");
    private static final Pattern TAG = Pattern.compile("</?[a-z]+>");
    private static final Pattern MARGIN = Pattern.compile("(?m)^ \\* ?");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    static TimeTable of(String race, List<String> actors) {
        Matcher table = HEADER.matcher(source(race));
        if (table.find()) {
            TimeTable found = parse(MARGIN.matcher(table.group(1)).replaceAll(" "));
            if (found.heads.size() >= actors.size() && !found.rows.isEmpty()) {
                return found.heads.size() == actors.size()
                        ? new TimeTable(found.caption, found.heads, actors, found.rows)
                        : found;
            }
        }
        return new TimeTable(
                "",
                actors,
                List.of(),
                List.of(actors.stream().map(Words::phrase).toList()));
    }

    private static TimeTable parse(String html) {
        Matcher caption = CAPTION.matcher(html);
        List<List<String>> rows = new ArrayList<>();
        Matcher row = ROW.matcher(html);
        while (row.find()) {
            List<String> cells = new ArrayList<>();
            Matcher cell = CELL.matcher(row.group(1));
            while (cell.find()) {
                cells.add(text(cell.group(1)));
            }
            rows.add(cells);
        }
        if (rows.isEmpty()) {
            return new TimeTable("", List.of(), List.of(), List.of());
        }
        List<String> heads = rows.remove(0);
        rows.forEach(cells -> cells.addAll(Collections.nCopies(Math.max(0, heads.size() - cells.size()), "")));
        return new TimeTable(caption.find() ? text(caption.group(1)) : "", heads, List.of(), rows);
    }

    private static String text(String html) {
        String plain = TAG.matcher(INLINE_TAG.matcher(html).replaceAll("$1")).replaceAll("");
        plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        return SPACES.matcher(plain).replaceAll(" ").strip();
    }

    /** Returns the source of a race of this project, empty for any other. */
    private static String source(String race) {
        if (!CLASS_NAME.matcher(race).matches()) {
            return "";
        }
        String name = FOLDER + race.replace('.', '/') + ".java";
        try (InputStream in = TimeTable.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
