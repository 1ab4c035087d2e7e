package io.transcoder.console;

/**
 * The answer of a page.
 *
 * @param template that shows the model, without its suffix; null where the browser is sent on
 * @param location to which the browser is sent on, or null
 * @param message what is said on the page that the browser is sent to, or null
 * @param good whether the message is of something that went well
 */
public record Answer(int status, String template, Object model, String location, String message, boolean good) {
    /** @param model the template's parameter {@code model} */
    public static Answer page(String template, Object model) {
        return new Answer(200, template, model, null, null, true);
    }

    public static Answer to(String location) {
        return new Answer(303, null, null, location, null, true);
    }

    /** To be said once, on the page that the browser is sent to. */
    public Answer saying(String text, boolean wentWell) {
        return new Answer(status, template, model, location, text, wentWell);
    }

    /** To be kept as a file of that name. */
    public static Answer file(String type, String name, String text) {
        return new Answer(200, null, new Download(type, name, text), null, null, true);
    }

    /** @param text whole sentences for people */
    public static Answer fault(int status, String text) {
        return new Answer(status, "fault", text, null, null, false);
    }

    record Download(String type, String name, String text) {}
}
