package io.transcoder.upload;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads object keys strictly: no key is ever repaired into another one. */
final class ObjectKey {

    /** S3's limit, in bytes of UTF-8. */
    static final int MAX_BYTES = 1024;

    private static final Pattern LOOSE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private ObjectKey() {}

    /**
     * A native event's key, decoded once, the form way: {@code +} is a space, {@code %2B} a plus. Where it can't be decoded, the store
     * has not encoded it.
     */
    static String formDecodedOrPlain(String written) throws UnreadableException {
        // a character for each byte, since the decoder itself would replace what is not UTF-8
        String bytes = new String(utf8(written, "the key"), StandardCharsets.ISO_8859_1);
        if (LOOSE_PERCENT.matcher(bytes).find()) {
            return plain(written);
        }
        byte[] decoded = URLDecoder.decode(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return plain(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .toString());
        } catch (CharacterCodingException | UnreadableException e) {
            return plain(written);
        }
    }

    /** What an event has written, if it could be a key; null where it is too long for one. */
    static String possible(String written) throws UnreadableException {
        return utf8(written, "the key").length > MAX_BYTES ? null : written;
    }

    /** The text as UTF-8; fails on a lone surrogate, which UTF-8 cannot say and Java would write as a question mark. */
    static byte[] utf8(String text, String what) throws UnreadableException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new UnreadableException(what + " holds half a surrogate pair");
        }
    }

    /** The key of an event that does not encode it. */
    static String plain(String key) throws UnreadableException {
        int length = utf8(key, "the key").length;
        if (length == 0) {
            throw new UnreadableException("the key is empty");
        }
        if (length > MAX_BYTES) {
            throw new UnreadableException("the key has " + length + " bytes, S3 allows " + MAX_BYTES);
        }
        return key;
    }
}
