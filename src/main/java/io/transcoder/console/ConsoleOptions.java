package io.transcoder.console;

import java.net.URI;

/**
 * How a console is reached, and by whom.
 *
 * @param bind the address to listen on; null for this machine alone
 * @param port 0 for a free one
 * @param origin where browsers reach it, such as {@code https://console.example.org}; null where nothing stands between
 * @param token by which people sign in; null for one that is made, shown with the address and good for one time
 * @param userHeader the header in which a proxy names who is signed in; null where there is none
 * @param operator for the records, where no proxy says
 */
public record ConsoleOptions(
        String bind, int port, URI origin, String token, String userHeader, boolean readOnly, String operator) {
    /** For this machine alone, on a free port. */
    public static ConsoleOptions local(boolean readOnly, String operator) {
        return new ConsoleOptions(null, 0, null, null, null, readOnly, operator);
    }

    /** Whether the proxy alone says who may come in. */
    boolean trustsProxy() {
        return userHeader != null && token == null;
    }
}
