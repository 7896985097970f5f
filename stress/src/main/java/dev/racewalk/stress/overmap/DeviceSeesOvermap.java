package dev.racewalk.stress.overmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which the device reads, first and last, where an overmap writes a leaf. */
@Outcome(id = "mapped, translated, translated, 1 then 2", expect = ACCEPTABLE, desc = "The device sees the leaf.")
@Outcome(id = "mapped, not present, not present, 2 then 1", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "mapped, not present, not present, met",
        expect = ACCEPTABLE,
        desc = "The device finds nothing as long as it looks.")
@Outcome(
        id = "mapped, not present, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@Outcome(
        id = "mapped, translated, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the leaf before the overmap is over.")
@Outcome(id = "mapped, not present, (not present|translated), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(id = "mapped, translated, translated, close", expect = ACCEPTABLE, desc = "Either came first.")
interface DeviceSeesOvermap {}
