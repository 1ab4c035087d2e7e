package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reads what nobody would send. A failure names the seed and the input's number; {@code -Dfuzz.seed=N} repeats a run,
 * {@code -Dfuzz.count=N} makes it longer or shorter.
 */
@Tag("slow")
class S3EventReaderFuzzTest {

    private static final int COUNT = Integer.getInteger("fuzz.count", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Source SHOWN = new Source("e", null, Instant.EPOCH, 1);
    private static final Instant DISTANT = Instant.parse("2200-01-01T00:00:00Z");
    private static final Duration SPINS = Duration.ofSeconds(10);

    private final S3EventReader reader = new S3EventReader();
    private final Random random = new Random(SEED);
    private final EventMutator mutator = new EventMutator(random);

    private int events;
    private int uploads;
    private int malformed;
    private int unreadable;

    @Test
    @Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyInputIsAnEventOrMalformed() {
        System.out.printf("S3EventReader fuzz: -Dfuzz.seed=%d%n", SEED);
        for (int i = 0; i < COUNT; i++) {
            String input = mutator.next();
            long start = System.nanoTime();
            try {
                check(input);
            } catch (Throwable e) {
                fail("input %d of -Dfuzz.seed=%d: %s".formatted(i, SEED, LogText.safe(input)), e);
            }
            long took = System.nanoTime() - start;
            if (took > SPINS.toNanos()) {
                fail("input %d of -Dfuzz.seed=%d took %s".formatted(i, SEED, Duration.ofNanos(took)));
            }
        }
        System.out.printf(
                "S3EventReader fuzz: %,d inputs, %,d read with %,d uploads and %,d unreadable records, %,d malformed%n",
                COUNT, events, uploads, unreadable, malformed);
        // a generator that makes only noise, or only what is fine, tests nothing
        assertThat(uploads).as("uploads, seed %d", SEED).isGreaterThan(COUNT / 20);
        assertThat(malformed).as("malformed, seed %d", SEED).isGreaterThan(COUNT / 20);
        assertThat(unreadable).as("unreadable, seed %d", SEED).isGreaterThan(COUNT / 1000);
    }

    private void check(String input) {
        S3Event event;
        try {
            event = reader.read(input);
        } catch (MalformedEventException e) {
            malformed++;
            check(e.getMessage().length() < 500, "a short message");
            check(isPrintable(e.getMessage()), "a message without control characters");
            return;
        }
        events++;
        check(
                !event.uploads().isEmpty()
                        || !event.ignored().isEmpty()
                        || !event.unreadable().isEmpty(),
                "something said");
        event.unreadable().forEach(this::checkUnreadable);
        for (Upload upload : event.uploads()) {
            uploads++;
            checkUpload(upload);
        }
    }

    private void checkUpload(Upload upload) {
        byte[] key = upload.key().getBytes(StandardCharsets.UTF_8);
        check(key.length >= 1 && key.length <= 1024, "a key of 1 to 1024 bytes");
        check(new String(key, StandardCharsets.UTF_8).equals(upload.key()), "a key that UTF-8 can say");
        check(ID.matcher(upload.seenAs(SHOWN).id()).matches(), "an id of the right form");
        check(!upload.key().equals(upload.rawKey()), "no other form of the key that is the same");
        check(upload.eventTime() == null || upload.eventTime().isBefore(DISTANT), "no time that nobody can have meant");
        check(isPrintable(upload.toString()), "a text without control characters");
        S3Event again = reader.read(upload.event());
        check(
                again.ignored().isEmpty()
                        && again.unreadable().isEmpty()
                        && again.uploads().equals(List.of(upload)),
                "the same upload from its event");
    }

    /** On its own it has to become a dead letter, or it would be lost. */
    private void checkUnreadable(String event) {
        unreadable++;
        try {
            reader.read(event);
        } catch (MalformedEventException e) {
            return;
        }
        fail("expected a record that was not readable to be so on its own: " + LogText.safe(event));
    }

    private static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** Millions of times: a formatted assertion each would cost more than what is tested. */
    private static void check(boolean holds, String expected) {
        if (!holds) {
            fail("expected " + expected);
        }
    }
}
