/**
 * The report for browsers: one HTML file that needs nothing else.
 *
 * <p>The records are what the page shows, in words and numbers; the templates ({@code src/main/jte}) only lay them out.
 *
 * <h2>Choices</h2>
 *
 * <ul>
 *   <li>Templates are those of jte: compiled and type-checked with the rest, nothing but {@code jte-runtime} at run time, and it
 *       escapes by the context (text, attribute) that a value stands in. All text of a result file is untrusted.
 *   <li>Script and style are allowed by their digest in the page's Content-Security-Policy, and nothing else is: were a
 *       value not escaped, it would still not run. So no element has a style of its own; lengths and shades are classes.
 *   <li>No chart and no table library: all pictures are bars and shaded cells of tables, which a screen reader reads as
 *       numbers and a printer prints; sorting and filtering a hundred rows is a page of script, with buttons in the header
 *       cells where the small libraries have cells that only a mouse finds.
 *   <li>The script gets no data: it finds what it needs in the tables, which are all there without it.
 * </ul>
 */
@NullMarked
package dev.racewalk.results.report.html;

import org.jspecify.annotations.NullMarked;
