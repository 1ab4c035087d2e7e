package io.transcoder.boot;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ListBudget;
import io.transcoder.bitmovin.Orphans;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.DeadLetterQueue;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.mam.MamNotice;
import io.transcoder.reconcile.Reconciler;
import io.transcoder.upload.S3EventReader;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes the ledger that the settings describe, and what rests on it, for the routes and for the commands. */
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

    static Archive archive(Settings settings, S3Client s3, Clock clock) {
        return new Archive(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                JsonMapper.builder().build(),
                clock);
    }

    static Orphans orphans(
            Settings settings, Supplier<Bitmovin> bitmovin, Ledger ledger, ListBudget lists, Clock clock) {
        return new Orphans(
                bitmovin,
                ledger,
                Labels.installation(settings),
                settings.duration(Setting.ORPHANS_AFTER),
                clock,
                lists);
    }

    /** @param orphans null where the encoder is not asked */
    static Reconciler reconciler(
            Settings settings,
            List<String> sourcePrefixes,
            S3Client s3,
            SqsClient sqs,
            Ledger ledger,
            Orphans orphans,
            Clock clock) {
        return new Reconciler(
                ledger,
                s3,
                sqs,
                () -> QueueUrls.now(sqs, settings.text(Setting.QUEUE_EVENTS)),
                () -> new DeadLetterQueue(
                        sqs, QueueUrls.now(sqs, settings.text(Setting.QUEUE_DEAD_LETTERS)), new S3EventReader()),
                archive(settings, s3, clock),
                orphans,
                settings,
                sourcePrefixes,
                clock);
    }

    public static Ledger of(Settings settings, S3Client s3, S3EventReader events, Clock clock) {
        return new Ledger(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                new Owner(settings.text(Setting.SOURCE_BUCKET), settings.text(Setting.OUTPUT_BUCKET)),
                LedgerJson.mapper(events),
                clock);
    }

    /** Those that wait for a receiver. */
    static Outbox<ObjectNode> events(Settings settings, S3Client s3, String receiver) {
        return new Outbox<>(
                s3,
                settings.text(Setting.JOBS_BUCKET),
                settings.text(Setting.JOBS_PREFIX),
                "notify-" + receiver,
                JsonMapper.builder().build(),
                ObjectNode.class);
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
