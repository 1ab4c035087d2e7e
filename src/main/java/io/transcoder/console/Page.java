package io.transcoder.console;

/** A part of the console with a word in the navigation. Its methods are called by several threads at once. */
public interface Page {
    /** Such as {@code /costs}. The page also gets what lies below. */
    String path();

    /** The word in the navigation. */
    String title();

    Answer get(Request request);

    /** Called where the session may write. */
    default Answer post(Request request) {
        return Answer.fault(405, "There is nothing to be changed here.");
    }
}
