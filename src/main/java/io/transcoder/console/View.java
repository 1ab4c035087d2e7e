package io.transcoder.console;

import java.util.List;

/**
 * What every template is given beside its model.
 *
 * @param title of the page
 * @param path of the page, which the navigation marks
 * @param pages of the navigation
 * @param csrf what a form has to send back; empty where nobody is signed in
 * @param readOnly whether nothing may be changed, so that forms are left out
 * @param operator who is signed in
 * @param message to be said once, or null
 * @param good whether the message is of something that went well
 */
public record View(
        String title,
        String path,
        List<Page> pages,
        String csrf,
        boolean readOnly,
        String operator,
        String message,
        boolean good) {}
