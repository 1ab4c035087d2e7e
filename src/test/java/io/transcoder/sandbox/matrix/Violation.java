package io.transcoder.sandbox.matrix;

/**
 * A promise that was not kept.
 *
 * @param promise 1 nothing lost, 2 at most one paid encode, 3 no source deleted too early, 4 every failure visible; 0 where the
 *     cell did not come to its end
 */
record Violation(int promise, String what) {
    @Override
    public String toString() {
        return (promise == 0 ? "" : "promise " + promise + ": ") + what;
    }
}
