package io.transcoder.config;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses that no packet leaves this machine for. */
final class Loopback {
    private static final Pattern FORM =
            Pattern.compile("localhost|.+\\.localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(?:::|0:0:0:0:0:0:0:)1]");

    private Loopback() {}

    /** By its letters alone, since a name may mean another address a moment later. */
    static boolean isHostOf(String url) {
        return FORM.matcher(URI.create(url).getHost().toLowerCase(Locale.ROOT)).matches();
    }
}
