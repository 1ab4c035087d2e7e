package io.transcoder.console;

/** A part of the console with a word in the navigation. Its methods are called by several threads at once. */
public abstract class Page {
    private final String path;
    private final String title;

    /**
     * @param path such as {@code /costs}; the page also gets what lies below
     * @param title the word in the navigation
     */
    Page(String path, String title) {
        this.path = path;
        this.title = title;
    }

    public final String path() {
        return path;
    }

    public final String title() {
        return title;
    }

    abstract Answer get(Request request);

    /** Called where the session may write. */
    Answer post(Request request) {
        return Answer.fault(405, "There is nothing to be changed here.");
    }
}
