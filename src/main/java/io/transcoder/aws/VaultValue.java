package io.transcoder.aws;

import io.transcoder.config.Setting;
import io.transcoder.config.VaultReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret that its vault is asked for again when it is used and was not asked for some time. */
final class VaultValue implements Supplier<String> {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Setting setting;
    private final VaultReference reference;
    private final SecretsManager vault;
    private final Duration refresh;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile String value;
    private volatile Instant asked;
    private boolean isStale;

    /**
     * Asks at once.
     *
     * @param refresh how long a value is used unasked; that of one version never changes, so it is asked for only once
     * @throws VaultException where there is neither a value nor a default
     */
    VaultValue(Setting setting, VaultReference reference, SecretsManager vault, Duration refresh, Clock clock) {
        this.setting = setting;
        this.reference = reference;
        this.vault = vault;
        this.refresh = refresh;
        this.clock = clock;
        value = first();
        asked = clock.instant();
    }

    /** The last good value where the vault gives none. While one caller asks, the others have that too. */
    @Override
    public String get() {
        if (isDue() && asking.tryLock()) {
            try {
                if (isDue()) {
                    ask();
                    asked = clock.instant();
                }
            } finally {
                asking.unlock();
            }
        }
        return value;
    }

    private String first() {
        try {
            return vault.read(setting, reference);
        } catch (VaultException e) {
            if (!hasDefaultFor(e)) {
                throw e;
            }
            LOG.info("{}; the default is used", e.getMessage());
            return reference.defaultValue();
        }
    }

    private boolean isDue() {
        return reference.version() == null && !clock.instant().isBefore(asked.plus(refresh));
    }

    private void ask() {
        try {
            String read = vault.read(setting, reference);
            if (!read.equals(value)) {
                LOG.info("{} has changed, and is used from now on", setting.key());
            }
            value = read;
            isStale = false;
        } catch (VaultException e) {
            boolean isExpected = hasDefaultFor(e) && value.equals(reference.defaultValue());
            if (!isStale && !isExpected) {
                LOG.warn("{}; the last one is used on", e.getMessage());
                isStale = true;
            }
        }
    }

    private boolean hasDefaultFor(VaultException e) {
        return e.reason() == VaultException.Reason.ABSENT && reference.defaultValue() != null;
    }
}
