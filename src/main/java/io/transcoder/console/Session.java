package io.transcoder.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A browser that is signed in.
 *
 * @param id in its cookie
 * @param csrf in its forms
 * @param operator for the records
 * @param said is shown on the next page
 */
record Session(String id, String csrf, String operator, AtomicReference<Answer> said) {
    static Session of(String operator, SecureRandom random) {
        return new Session(secret(random), secret(random), operator, new AtomicReference<>());
    }

    /** A text of 256 random bits that a URL takes as it is. */
    static String secret(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
