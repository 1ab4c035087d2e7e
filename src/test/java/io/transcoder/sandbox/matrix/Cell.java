package io.transcoder.sandbox.matrix;

import java.util.ArrayList;
import java.util.List;

/** One trouble at one place. */
record Cell(Place place, Trouble trouble) {
    /** All that make sense; those that need a new process are spread over the others. */
    static List<Cell> all() {
        var cells = new ArrayList<Cell>();
        for (Trouble trouble : Trouble.values()) {
            for (Place place : Place.values()) {
                if (trouble.makesSenseAt(place)) {
                    cells.add(new Cell(place, trouble));
                }
            }
        }
        return spread(cells);
    }

    private static List<Cell> spread(List<Cell> cells) {
        List<Cell> killing = cells.stream().filter(c -> c.trouble().kills()).toList();
        List<Cell> others = cells.stream().filter(c -> !c.trouble().kills()).toList();
        var all = new ArrayList<Cell>();
        int taken = 0;
        for (int i = 0; i < others.size(); i++) {
            for (; taken < killing.size() && taken * others.size() <= i * killing.size(); taken++) {
                all.add(killing.get(taken));
            }
            all.add(others.get(i));
        }
        all.addAll(killing.subList(taken, killing.size()));
        return all;
    }

    /** Such as {@code PUT_CLAIM.KILL_AFTER}. */
    String name() {
        return place + "." + trouble;
    }
}
