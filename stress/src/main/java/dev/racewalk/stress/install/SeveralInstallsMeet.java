package dev.racewalk.stress.install;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which two maps may meet at several missing tables. */
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1, or turn by turn: the later map finds each table.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw an item empty; one of them lost one or more installs.")
@Outcome(
        id = "mapped, mapped, tables of both stay",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each lost an install at one item and won at another.")
interface SeveralInstallsMeet {}
