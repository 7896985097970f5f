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
 *   <li>Pictures are SVG that the templates write: what is drawn is in the page without a script, takes its colours from the
 *       style sheet in both schemes, has a name for a screen reader, and prints as lines. XChart 3.8.8 (Java) was tried: it writes
 *       140 kB for a chart of three points, letters as outlines, in fixed colours and with 99 inline styles, which the policy
 *       refuses. Two others were weighed, not tried: Observable Plot 0.6.17 with d3 7.9 is 490 kB of script and adds style elements,
 *       which the policy refuses too; uPlot 1.6.32 is 51 kB and fast, and draws on a canvas, which can neither be read aloud nor
 *       printed sharply. A hundred races in thirty configurations make 1.49 MB, of the 1.5 MB that a page may have.
 *   <li>Intervals come from the beta distribution of Commons Statistics, which is the definition of Clopper and Pearson; its ready
 *       interval takes counts as {@code int}, and a deep run has more samples.
 *   <li>Ordering and filtering a hundred races is a page of script, with elements that a keyboard reaches. axe-core finds nothing
 *       wrong with the page; a test says so.
 *   <li>A schedule ({@code Diagram}, {@code StateView}) is drawn by hand. Mermaid, D3 and Cytoscape were weighed, not tried: the
 *       first lays sequence diagrams out well but knows neither marks that share a lane with arrows between any two of them nor a
 *       state beside them, and is 3 MB large; the others draw from data in the browser, so that nothing is there without a script,
 *       for a screen reader, or in a print of what was not shown. Here all lengths follow from the number of a row and a lane: the
 *       picture is made with the page, its words are an ordered list, each state of the table is a nested list, and the script
 *       only chooses which one is shown.
 *   <li>The script gets no data: it finds what it needs in the page, which is all there without it.
 * </ul>
 */
@NullMarked
package dev.racewalk.results.report.html;

import org.jspecify.annotations.NullMarked;
