package io.transcoder.lab.matrix;

import java.util.ArrayList;
import java.util.List;

/** One trouble at one place. */
record Cell(Place place, Trouble trouble) {
    /** All that can matter; those that need a new process are spread over the others. */
    static List<Cell> all() {
        var cells = new ArrayList<Cell>();
        for (Trouble trouble : Trouble.values()) {
            for (Place place : Place.values()) {
                if (Crossing.has(place, trouble)) {
                    cells.add(new Cell(place, trouble));
                }
            }
        }
        return spread(cells);
    }

    boolean isVersioned() {
        return place.scenario().isVersioned();
    }

    /** Another instance has a part in it. */
    boolean needsStandby() {
        return switch (trouble) {
            case KILL_BEFORE, KILL_AFTER, PAUSE_AND_KILL, TWO_INSTANCES, SIGSTOP -> true;
            default -> place.scenario() == Scenario.TAKEN_OVER;
        };
    }

    private static List<Cell> spread(List<Cell> cells) {
        List<Cell> costly = cells.stream().filter(c -> c.trouble().isCostly()).toList();
        List<Cell> others = cells.stream().filter(c -> !c.trouble().isCostly()).toList();
        var all = new ArrayList<Cell>();
        int taken = 0;
        for (int i = 0; i < others.size(); i++) {
            for (; taken < costly.size() && taken * others.size() <= i * costly.size(); taken++) {
                all.add(costly.get(taken));
            }
            all.add(others.get(i));
        }
        all.addAll(costly.subList(taken, costly.size()));
        return all;
    }

    /** Such as {@code PUT_CLAIM.KILL_AFTER}. */
    String name() {
        return place + "." + trouble;
    }
}
