package dev.racewalk.stress.unmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which the device reads on, while what it reads is unmapped. */
@Outcome(
        id = "not present, not present, not present, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The device finds nothing.")
@Outcome(
        id = "not present, translated, translated, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The device sees what is mapped.")
@Outcome(
        id = "not present, translated, translated, met",
        expect = ACCEPTABLE,
        desc = "The device sees what is mapped as long as it looks.")
@Outcome(
        id = "not present, translated, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@Outcome(
        id = "not present, not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device finds nothing before the unmap is over.")
@Outcome(
        id = "not present, translated, (translated|not present), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@Outcome(id = "not present, not present, not present, close", expect = ACCEPTABLE, desc = "Either came first.")
interface DeviceSeesUnmap {}
