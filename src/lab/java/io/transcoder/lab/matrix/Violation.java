package io.transcoder.lab.matrix;

/**
 * A promise that was not kept.
 *
 * @param promise 1 nothing lost, 2 at most one paid encode, 3 no source deleted too early, 4 every failure visible; 0 where the
 *     cell did not come to its end, {@link #BESIDE} for what is wrong and breaks none of the four
 */
record Violation(int promise, String what) {
    static final int BESIDE = -1;

    /** The trouble did not happen, as another instance got there. */
    static final Violation NOT_REACHED = new Violation(0, "the place was not reached");

    @Override
    public String toString() {
        return (promise <= 0 ? "" : "promise " + promise + ": ") + what;
    }
}
