package io.transcoder.sandbox.show;

import java.util.Locale;

/** The path of an upload, in its order. */
enum Step {
    UPLOAD,
    EVENT,
    MESSAGE,
    CALLS,
    ENCODE,
    POLL,
    CLEAN_UP,
    COMPLETE;

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
