package dev.racewalk.stress.scenario.generate;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Request;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import dev.racewalk.stress.scenario.text.Spot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes scenarios up: small ones first, which are all pairs of one piece of work for each of two actors over the shapes below, and
 * then random ones. Of scenarios that differ only in which actor is which, one is made.
 *
 * <p>Shapes: both in the same leaf table, in neighbouring ones, below the same upper table; one or both where the table must grow
 * by one level or by two, or just above the top; on the same pages, under the range lock; with few frames; with core's pool of
 * frames; gathers without gaps; a queue with room for one command; three ranges in a row, of which the middle one is given up. Each actor has a device look at what it has done, or looks itself where there is no
 * device.
 */
public final class ScriptGenerator {
    private static final long M2 = 1L << 21;
    private static final int TRIES = 200;

    /** Operations of all actors of a random scenario: of more, what may come takes longer to compute than to explore. */
    private static final int MOST_TOGETHER = 20;

    private static final List<Piece> PIECES = List.of(Piece.values());

    private final int leastActors;
    private final int mostActors;
    private final int leastOperations;
    private final int mostOperations;
    private final boolean breaksContract;
    private final Random random;
    private final Set<String> known = new HashSet<>();
    private final List<Script> small;
    private int next;

    /**
     * Begins.
     *
     * @param leastActors 2 or 3
     * @param mostActors not less than that, 3 at most
     * @param leastOperations pieces of work that each actor does, 1 at least
     * @param mostOperations not less than that, 3 at most
     * @param breaksContract whether actors work on overlapping ranges without a lock, and on nothing else
     * @param seed of the random ones, and of the order of the small ones
     * @throws IllegalArgumentException if a number is out of range
     */
    public ScriptGenerator(
            int leastActors,
            int mostActors,
            int leastOperations,
            int mostOperations,
            boolean breaksContract,
            long seed) {
        require("actors", leastActors, mostActors, 2, 3);
        require("operations", leastOperations, mostOperations, 1, 3);
        this.leastActors = leastActors;
        this.mostActors = mostActors;
        this.leastOperations = leastOperations;
        this.mostOperations = mostOperations;
        this.breaksContract = breaksContract;
        random = new Random(seed);
        small = leastActors == 2 && leastOperations == 1 && !breaksContract ? allSmall() : List.of();
    }

    private static void require(String what, int least, int most, int from, int to) {
        if (least < from || most > to || least > most) {
            throw new IllegalArgumentException(
                    what + " = " + least + ".." + most + ": must be a range within " + from + ".." + to);
        }
    }

    /**
     * Returns how many small scenarios come first.
     *
     * @return none if more operations or actors are asked for
     */
    public int smallCount() {
        return small.size();
    }

    /**
     * Makes the next scenario.
     *
     * @return one that keeps the rules and was not made before
     */
    public Script next() {
        int number = next++;
        if (number < small.size()) {
            return small.get(number);
        }
        while (true) {
            Script script = random();
            if (isFine(script) && known.add(canonical(script))) {
                return script.named("random-" + (number + 1));
            }
        }
    }

    /** Whether a scenario keeps the rules, and its machine has room for it. */
    private static boolean isFine(Script script) {
        try {
            ScriptRules.check(script);
            return script.actors().stream().noneMatch(List::isEmpty);
        } catch (ScriptException e) {
            return false;
        }
    }

    /** The same for scenarios that differ only in the order of the actors, if that makes no difference. */
    private static String canonical(Script script) {
        ScriptFrames frames = script.head().frames();
        List<List<ScriptOp>> actors = new ArrayList<>(script.actors());
        if (!script.interrupts() && (frames == null || frames.first() == Integer.MAX_VALUE)) {
            actors.sort((a, b) -> a.toString().compareTo(b.toString()));
        }
        return new Script(script.head().named("x"), script.before(), actors).toString();
    }

    /* Small ones. */

    private List<Script> allSmall() {
        SmallScripts all = new SmallScripts();
        ScriptHead plain = ScriptHead.of("x", 1).with(new ScriptDevice(true, 0));
        Piece[] pieces = Piece.values();
        for (int i = 0; i < pieces.length; i++) {
            for (int j = i; j < pieces.length; j++) {
                addNear(all, plain, pieces[i], pieces[j]);
            }
        }
        for (Piece grows : Piece.values()) {
            for (Piece other : Piece.values()) {
                if (grows.canGrow() && !grows.isLong()) {
                    addGrowth(all, plain, grows, other);
                }
            }
        }
        addLocked(all);
        addFewFrames(all);
        addGathers(all, plain.with(GatherMode.NO_GAPS));
        addGathers(all, plain.withQueuedGathers());
        addLevels(all);
        for (int level = 1; level <= 3; level++) {
            addAboveTop(all, level);
        }
        addPooled(all);
        addReclaims(all);
        if (mostActors == 3) {
            addRows(all);
        }
        return all.inOrder(random);
    }

    private void keep(SmallScripts all, ScriptHead head, Piece one, Place first, Piece other, Place second) {
        Script script = pair(head, one, first, other, second);
        if (isFine(script) && known.add(canonical(script))) {
            all.add(script, one, other);
        }
    }

    private void addNear(SmallScripts all, ScriptHead plain, Piece one, Piece other) {
        boolean isClocked = one == Piece.CLOCK_AND_READ || other == Piece.CLOCK_AND_READ;
        boolean isRecycled = one.kind() == Piece.Kind.TOP || other.kind() == Piece.Kind.TOP;
        ScriptHead some = isClocked ? plain.withQueue(1) : plain;
        ScriptHead head = isRecycled ? some.with(fewShared(1)) : some;
        keep(all, head, one, place(one, other, 0), other, place(other, one, 1));
        if (one.kind() == Piece.Kind.MAP && other.kind() == Piece.Kind.MAP && !one.isLong() && !other.isLong()) {
            Place beside = new Place(Spot.item(1, 1), 0);
            keep(all, head, one, place(one, other, 0), other, beside);
        }
    }

    /** Where a piece works: the table of level 0 of its pages, and the first of them. */
    private record Place(long table, int page) {}

    private static Place place(Piece piece, Piece other, int actor) {
        if (piece.isOfTables()) {
            return new Place(Spot.item(1, 8 + 8 * actor), 0);
        }
        if (piece == Piece.UNMAP_TWO_APART) {
            return new Place(Spot.item(1, 8 * actor), 64);
        }
        int page = piece.isWide()
                ? 128 + 64 * actor
                : piece.isOfPages() && other.isOfPages() ? 65 + actor : 72 + 8 * actor;
        boolean bothAcross = piece.isAcrossTables() && other.isAcrossTables();
        return new Place(Spot.item(1, bothAcross ? 2 * actor : 0), page);
    }

    private void addGrowth(SmallScripts all, ScriptHead plain, Piece grows, Piece other) {
        ScriptHead head = other.kind() == Piece.Kind.TOP ? plain.with(fewShared(1)) : plain;
        long above = Spot.item(2, 0) + Spot.item(1, 0);
        Place near = place(other, grows, 1);
        keep(all, head, grows, new Place(above, 64), other, near);
        if (other.canGrow() && !other.isLong()) {
            keep(all, head, grows, new Place(above, 64), other, new Place(above, 72));
            long far = Spot.item(3, 0) + above;
            keep(all, head, grows, new Place(above, 64), other, new Place(far, 64));
            keep(all, head, grows, new Place(aboveTop(1), 0), other, new Place(above, 64));
            keep(all, head, grows, new Place((1L << 30) - M2, 508), other, near);
        } else if (other.kind() == Piece.Kind.DEVICE) {
            long far = Spot.item(3, 0) + above;
            keep(all, head, grows, new Place(far, 64), other, near);
            keep(all, head.withQueue(1), grows, new Place(above, 64), other, near);
        }
    }

    /** Frames that are soon used again, by another actor too. */
    private static ScriptFrames fewShared(int each) {
        return new ScriptFrames(each, 2, true, Integer.MAX_VALUE);
    }

    /** On the same pages. */
    private void addLocked(SmallScripts all) {
        ScriptHead head = ScriptHead.of("x", 1).overlapping(true, false);
        for (Piece one : Piece.values()) {
            for (Piece other : Piece.values()) {
                if (isLockable(one) && isLockable(other) && one.compareTo(other) <= 0) {
                    Place place = new Place(Spot.item(1, 8), 64);
                    keep(all, head, one, place, other, place);
                }
            }
        }
    }

    private static boolean isLockable(Piece piece) {
        return switch (piece) {
            case MAP_PAGE, MAP_PAGES, MAP_RUN, MAP_LARGE, MAP_OVER_EMPTY, UNMAP_PAGE, UNMAP_PART_OF_RUN, LOOK -> true;
            default -> false;
        };
    }

    private void addFewFrames(SmallScripts all) {
        long low = Spot.item(1, 0);
        long above = Spot.item(2, 0) + low;
        long far = Spot.item(3, 0) + above;
        for (int first = 0; first < 3; first++) {
            ScriptHead head = ScriptHead.of("x", 1).with(new ScriptFrames(6, 0, false, first));
            for (long table : new long[] {low, above, far}) {
                for (long other : new long[] {low, above, far}) {
                    keep(all, head, Piece.MAP_PAGE, new Place(table, 65), Piece.MAP_PAGE, new Place(other, 66));
                }
            }
        }
        for (int each = 0; each < 2; each++) {
            ScriptHead head =
                    ScriptHead.of("x", 1).with(new ScriptDevice(true, 0)).with(fewShared(each));
            for (Piece frees : List.of(Piece.UNMAP_TABLE, Piece.MAP_OVER_EMPTY, Piece.COVER_FIRST_TOP)) {
                for (long table : new long[] {low, above}) {
                    keep(all, head, frees, place(frees, Piece.MAP_PAGE, 0), Piece.MAP_PAGE, new Place(table, 65));
                }
            }
        }
    }

    /** Frames of core's pool: enough of them, or one too few, and given back while others want one. */
    private void addPooled(SmallScripts all) {
        long low = Spot.item(1, 0);
        long above = Spot.item(2, 0) + low;
        for (int stripes = 1; stripes <= 2; stripes++) {
            for (int frames = 1; frames <= 4; frames++) {
                ScriptHead head = ScriptHead.of("x", 1).with(ScriptFrames.pooled(frames, stripes));
                keep(all, head, Piece.MAP_PAGE, new Place(low, 65), Piece.MAP_PAGE, new Place(low + M2, 66));
                keep(all, head, Piece.MAP_PAGE, new Place(above, 65), Piece.MAP_PAGE, new Place(low, 66));
                for (Piece frees : List.of(Piece.UNMAP_TABLE, Piece.REMAP_TABLE)) {
                    for (Piece other : List.of(Piece.MAP_PAGE, frees)) {
                        keep(all, head, frees, place(frees, other, 0), other, place(other, frees, 1));
                    }
                }
                keep(
                        all,
                        head,
                        Piece.MAP_OVER_EMPTY,
                        place(Piece.MAP_OVER_EMPTY, Piece.MAP_PAGE, 0),
                        Piece.MAP_PAGE,
                        new Place(low, 65));
                ScriptHead more = head.with(ScriptFrames.pooled(frames + 2, stripes));
                keep(
                        all,
                        more,
                        Piece.MAP_OVER_FOUR_EMPTY,
                        place(Piece.MAP_OVER_FOUR_EMPTY, Piece.MAP_PAGE, 0),
                        Piece.MAP_ACROSS_TABLES,
                        new Place(low, 0));
            }
        }
    }

    /** Below a table that is empty, or becomes so, and may be taken away. */
    private void addReclaims(SmallScripts all) {
        for (int level = 1; level <= 2; level++) {
            ScriptHead plain = ScriptHead.of("x", level);
            long table = Spot.item(1, 8) + (level == 1 ? 0 : Spot.item(2, 0));
            for (ScriptHead head : List.of(plain, plain.with(new ScriptDevice(true, 0)))) {
                for (Piece one : Piece.values()) {
                    for (Piece other : Piece.values()) {
                        if (one.kind() == Piece.Kind.RECLAIM && (head.devices().size() == 1 || !other.needsDevice())) {
                            boolean isBeside = one.isOfTables() || (other.isOfTables() && one != Piece.RECLAIM);
                            keep(
                                    all,
                                    head,
                                    one,
                                    new Place(table, 65),
                                    other,
                                    new Place(isBeside ? table + M2 : table, 66));
                        }
                    }
                }
            }
        }
    }

    /**
     * Three ranges in a row, of which the middle one overlaps both others: who wants it waits for one, or gives up, and another
     * waits for him.
     */
    private void addRows(SmallScripts all) {
        for (Piece first : List.of(Piece.MAP_PAGES, Piece.UNMAP_PAGES)) {
            for (Piece middle : List.of(Piece.MAP_PAGES, Piece.UNMAP_PAGES)) {
                for (Piece last : List.of(Piece.MAP_PAGES, Piece.LOOK)) {
                    keepRow(all, List.of(first, middle, last), Request.TRIES);
                    keepRow(all, List.of(first, middle, last), Request.INTERRUPTIBLE);
                }
            }
        }
    }

    private void keepRow(SmallScripts all, List<Piece> pieces, Request request) {
        Draft draft = new Draft(ScriptHead.of("x", 1).overlapping(true, false), pieces.size());
        if (request == Request.INTERRUPTIBLE) {
            draft.add(2, ScriptOp.at(OpKind.INTERRUPT, 0, 1));
        }
        for (int actor = 0; actor < pieces.size(); actor++) {
            addThreePages(draft, actor, pieces.get(actor), Spot.item(1, 0) + Spot.item(0, 2 * actor));
        }
        draft.ask(1, request);
        Script script = draft.script();
        if (isFine(script) && known.add(canonical(script))) {
            all.add(script, pieces.get(0), pieces.get(1));
        }
    }

    /** The last page of an actor is the first of the next one. */
    private static void addThreePages(Draft draft, int actor, Piece piece, long iova) {
        long page = Spot.item(0, 1) - Spot.item(0, 0);
        switch (piece) {
            case MAP_PAGES -> draft.add(actor, ScriptOp.map(iova, page, 3));
            case UNMAP_PAGES -> {
                for (int i = 0; i < 3; i++) {
                    draft.pageBefore(iova + i * page);
                }
                draft.add(actor, ScriptOp.on(OpKind.UNMAP, iova, 3 * page));
                draft.sync(actor);
            }
            default -> draft.add(actor, ScriptOp.at(OpKind.LOOK, iova, 0));
        }
    }

    private void addGathers(SmallScripts all, ScriptHead head) {
        for (Piece other : List.of(
                Piece.DEVICE_READS,
                Piece.DEVICE_READS_COLD,
                Piece.DEVICE_READS_BESIDE,
                Piece.MAP_PAGE,
                Piece.CLOCK_AND_READ)) {
            for (Piece one : List.of(Piece.UNMAP_TWO_APART, Piece.UNMAP_TABLE, Piece.UNMAP_PAGES)) {
                keep(all, head, one, place(one, other, 0), other, place(other, one, 1));
            }
        }
    }

    /** Tables that begin higher, and large leaves at each level. */
    private void addLevels(SmallScripts all) {
        for (int level = 2; level <= 3; level++) {
            ScriptHead head = ScriptHead.of("x", level).with(new ScriptDevice(true, 0));
            long base = level == 2 ? 0 : Spot.item(2, 0);
            for (Piece one : List.of(Piece.MAP_PAGE, Piece.MAP_OVER_DEEP, Piece.MAP_LARGE)) {
                for (Piece other : List.of(Piece.MAP_PAGE, Piece.DEVICE_READS, Piece.LOOK)) {
                    Place high = new Place(base + Spot.item(level + 1, 0) + Spot.item(1, 0), 65);
                    Place low = new Place(base + Spot.item(1, 0), 66);
                    if (one == Piece.MAP_OVER_DEEP) {
                        Place deep = new Place(base + Spot.item(2, level == 2 ? 0 : 1), 0);
                        keep(all, head, one, deep, other, low);
                    } else {
                        keep(all, head, one, high, other, low);
                    }
                }
            }
        }
    }

    /** Just above the top, where an address has the items of the lowest addresses. */
    private void addAboveTop(SmallScripts all, int level) {
        ScriptHead head = ScriptHead.of("x", level).with(new ScriptDevice(true, 0));
        long table = level == 3 ? Spot.item(2, 0) : 0;
        for (Piece one : Piece.values()) {
            for (Piece other : List.of(Piece.LOOK, Piece.UNMAP_PAGE)) {
                if (one.canBeAboveTop() && !one.isLong()) {
                    keep(all, head, one, new Place(aboveTop(level) + table, 64), other, new Place(table, 64));
                }
            }
        }
    }

    /** The first address that a top does not reach. */
    private static long aboveTop(int level) {
        return 1L << Level.tableLg2(level);
    }

    private Script pair(ScriptHead head, Piece one, Place first, Piece other, Place second) {
        Place there = other == Piece.UNMAP_INTO_TABLE && one.isOfPages() ? new Place(first.table, first.page) : second;
        Draft draft = new Draft(head, 2);
        one.prepare(draft, 0, first.table, first.page);
        other.prepare(draft, 1, there.table, there.page);
        one.act(draft, 0, first.table, first.page);
        witness(draft, 0, one, draft.devices());
        other.act(draft, 1, there.table, there.page);
        witness(draft, 1, other, draft.devices());
        warm(draft, List.of(one, other));
        return draft.script();
    }

    /** What an actor has done shows to devices, or to itself if there are none. */
    private static void witness(Draft draft, int actor, Piece piece, List<Integer> devices) {
        if (piece.kind() == Piece.Kind.DEVICE || piece.kind() == Piece.Kind.CLOSE) {
            return;
        }
        for (long each : draft.focus(actor)) {
            if (draft.hasDevice()) {
                devices.forEach(device -> draft.add(actor, ScriptOp.at(OpKind.READ, each, device)));
            } else if (piece.kind() != Piece.Kind.LOOK) {
                draft.add(actor, ScriptOp.at(OpKind.LOOK, each, 0));
            }
        }
    }

    private static void warm(Draft draft, List<Piece> pieces) {
        if (!draft.hasDevice() || pieces.stream().anyMatch(Piece::startsCold)) {
            return;
        }
        for (int actor = 0; actor < pieces.size(); actor++) {
            for (long each : draft.focus(actor)) {
                draft.devices().forEach(device -> draft.warm(ScriptOp.at(OpKind.READ, each, device)));
            }
        }
    }

    /* Random ones. */

    private Script random() {
        for (int i = 0; i < TRIES; i++) {
            Script script = randomTry();
            int operations = script.actors().stream().mapToInt(List::size).sum();
            if (operations <= MOST_TOGETHER && isFine(script)) {
                return script;
            }
        }
        throw new IllegalStateException("no random scenario keeps the rules");
    }

    private Script randomTry() {
        int actors = between(leastActors, mostActors);
        int level = between(1, 2);
        boolean locked = !breaksContract && random.nextInt(6) == 0;
        ScriptHead head = ScriptHead.of("x", level).overlapping(locked, breaksContract);
        if (random.nextInt(3) != 0) {
            ScriptDevice first = new ScriptDevice(true, 0);
            head = random.nextInt(4) == 0 ? head.with(first, new ScriptDevice(true, 0)) : head.with(first);
            head = random.nextInt(8) == 0 ? head.withQueue(1) : head;
        }
        int gathers = random.nextInt(4);
        head = gathers == 0 ? head.with(GatherMode.NO_GAPS) : gathers == 1 ? head.withQueuedGathers() : head;
        if (random.nextInt(8) == 0) {
            head = head.with(new ScriptFrames(random.nextInt(4), 4, true, Integer.MAX_VALUE));
        } else if (random.nextInt(8) == 0) {
            head = head.with(new ScriptFrames(6, 6, false, random.nextInt(5)));
        } else if (random.nextInt(8) == 0) {
            head = head.with(ScriptFrames.pooled(1 + random.nextInt(6), 1 << random.nextInt(2)));
        }
        Draft draft = new Draft(head, actors);
        List<List<Piece>> work = new ArrayList<>();
        List<List<Place>> places = new ArrayList<>();
        for (int actor = 0; actor < actors; actor++) {
            work.add(new ArrayList<>());
            places.add(new ArrayList<>());
            int operations = between(leastOperations, mostOperations);
            for (int i = 0; i < operations; i++) {
                Piece piece = randomPiece(draft);
                work.get(actor).add(piece);
                places.get(actor).add(randomPlace(piece, level, locked || breaksContract ? 0 : actor));
            }
        }
        forAll(work, places, (actor, piece, place) -> piece.prepare(draft, actor, place.table, place.page));
        forAll(work, places, (actor, piece, place) -> {
            piece.act(draft, actor, place.table, place.page);
            List<Integer> devices = draft.devices();
            int device = devices.isEmpty() ? 0 : devices.get(random.nextInt(devices.size()));
            if (random.nextBoolean()) {
                witness(draft, actor, piece, List.of(device));
            } else if (!devices.isEmpty() && !draft.focus(actor).isEmpty()) {
                OpKind access = random.nextBoolean() ? OpKind.READ : OpKind.WRITE;
                draft.addBeforeSync(
                        actor, ScriptOp.at(access, draft.focus(actor).get(0), device));
            }
        });
        if (locked) {
            askImpatiently(draft, actors);
        }
        if (random.nextInt(4) != 0) {
            warm(draft, work.stream().map(some -> some.get(0)).toList());
        }
        return draft.script();
    }

    /** Some give up their requests, by themselves or when they are interrupted. */
    private void askImpatiently(Draft draft, int actors) {
        for (int actor = 0; actor < actors; actor++) {
            int way = random.nextInt(4);
            if (way == 0) {
                draft.ask(actor, Request.TRIES);
            } else if (way == 1) {
                draft.ask(actor, Request.INTERRUPTIBLE);
                draft.add((actor + 1) % actors, ScriptOp.at(OpKind.INTERRUPT, 0, actor));
            }
        }
    }

    /** What is done with a piece. */
    private interface Doing {
        void accept(int actor, Piece piece, Place place);
    }

    private static void forAll(List<List<Piece>> work, List<List<Place>> places, Doing doing) {
        for (int actor = 0; actor < work.size(); actor++) {
            for (int i = 0; i < work.get(actor).size(); i++) {
                doing.accept(actor, work.get(actor).get(i), places.get(actor).get(i));
            }
        }
    }

    private Piece randomPiece(Draft draft) {
        while (true) {
            Piece piece = PIECES.get(random.nextInt(PIECES.size()));
            boolean isRare = piece.isLong() || piece.kind() == Piece.Kind.CLOSE || piece == Piece.COVER_FIRST_TOP;
            boolean isFit = draft.hasDevice() || !piece.needsDevice();
            boolean breaksTooMuch = breaksContract
                    && (piece.isOfTables()
                            || piece.kind() == Piece.Kind.OVERMAP
                            || piece.kind() == Piece.Kind.TOP
                            || piece.kind() == Piece.Kind.CUT
                            || piece.kind() == Piece.Kind.RECLAIM
                            || piece == Piece.UNMAP_TWO_APART
                            || piece == Piece.UNMAP_ACROSS_TABLES
                            || piece == Piece.UNMAP_INTO_TABLE);
            if (isFit && !breaksTooMuch && (!isRare || random.nextInt(6) == 0)) {
                return piece;
            }
        }
    }

    private Place randomPlace(Piece piece, int level, int actor) {
        long base = switch (random.nextInt(6)) {
            case 0 -> Spot.item(level + 1, random.nextInt(2));
            case 1 -> aboveTop(level);
            default -> 0;
        };
        base += level == 2 && random.nextBoolean() ? Spot.item(2, random.nextInt(2)) : 0;
        if (piece.isOfTables()) {
            return new Place(base + Spot.item(1, 8 + 8 * (2 * random.nextInt(2) + actor % 2) + 4 * (actor / 2)), 0);
        }
        int table = random.nextInt(3);
        int page = piece.isWide()
                ? 128 + 64 * actor
                : piece.isOfPages() ? 64 + 4 * random.nextInt(2) + actor : 72 + 8 * actor + 24 * random.nextInt(2);
        return new Place(base + Spot.item(1, table), page);
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
