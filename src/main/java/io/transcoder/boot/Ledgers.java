package io.transcoder.boot;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Owner;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.ledger.s3.S3Ledger;
import io.transcoder.mam.MamNotice;
import io.transcoder.upload.S3EventReader;
import java.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the ledger that the settings describe, for the routes and for the commands. */
public final class Ledgers {
    /** An instance says that it is there once in so many rounds of the watcher. */
    private static final int BEAT_ROUNDS = 2;

    private Ledgers() {}

    public static Instances instances(Settings settings, S3Client s3, Clock clock) {
        return new Instances(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                settings.duration(Setting.WATCH_PERIOD).multipliedBy(BEAT_ROUNDS),
                clock);
    }

    public static Ledger of(Settings settings, S3Client s3, S3EventReader events, Clock clock) {
        return new S3Ledger(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                new Owner(settings.text(Setting.SOURCE_BUCKET), settings.text(Setting.OUTPUT_BUCKET)),
                LedgerJson.mapper(events),
                clock);
    }

    static Outbox<MamNotice> mam(Settings settings, S3Client s3, S3EventReader events) {
        return new Outbox<>(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                // of a hexadecimal letter, so that it expires with the jobs
                "failures",
                LedgerJson.mapper(events),
                MamNotice.class);
    }
}
