package io.transcoder.boot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ListBudget;
import io.transcoder.bitmovin.Orphans;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.DeadLetterQueue;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.mam.MamNotice;
import io.transcoder.reconcile.Reconciler;
import io.transcoder.upload.S3EventReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes the ledger that the settings describe, and what rests on it, for the routes and for the commands. */
public record Ledgers(Settings settings, S3Client s3, Clock clock) {
    /** An instance says that it is there once in so many rounds of the watcher. */
    private static final int BEAT_ROUNDS = 2;
    /** An answer whose consequence can't be undone has to be the same over so many rounds. */
    private static final int DOUBTFUL_ROUNDS = 8;

    public Ledger ledger() {
        var owner = new Owner(settings.text(Setting.SOURCE_BUCKET), settings.text(Setting.OUTPUT_BUCKET));
        return new Ledger(s3, bucket(), prefix(), owner, LedgerJson.mapper(new S3EventReader()), clock);
    }

    public Instances instances() {
        Duration beat = settings.duration(Setting.WATCH_PERIOD).multipliedBy(BEAT_ROUNDS);
        return new Instances(s3, bucket(), prefix(), beat, clock);
    }

    Doubts doubts() {
        return new Doubts(clock, settings.duration(Setting.WATCH_PERIOD).multipliedBy(DOUBTFUL_ROUNDS));
    }

    Archive archive() {
        return new Archive(records(), prefix() + "archive/", clock);
    }

    Orphans orphans(Supplier<Bitmovin> bitmovin, Ledger ledger, ListBudget lists) {
        return new Orphans(
                bitmovin,
                ledger,
                Labels.installation(settings),
                settings.duration(Setting.ORPHANS_AFTER),
                clock,
                lists);
    }

    /** @param orphans null where the encoder is not asked */
    Reconciler reconciler(List<String> sourcePrefixes, SqsClient sqs, Ledger ledger, Orphans orphans) {
        return new Reconciler(
                ledger,
                s3,
                sqs,
                () -> QueueUrls.now(sqs, settings.text(Setting.QUEUE_EVENTS), null),
                () -> new DeadLetterQueue(
                        sqs, QueueUrls.now(sqs, settings.text(Setting.QUEUE_DEAD_LETTERS), null), new S3EventReader()),
                archive(),
                orphans,
                settings,
                sourcePrefixes,
                clock);
    }

    /** The events that wait for a receiver. */
    Outbox<ObjectNode> events(String receiver) {
        return new Outbox<>(records(), prefix() + "notify-" + receiver, ObjectNode.class);
    }

    /** The failures that wait until the MAM is told. */
    Outbox<MamNotice> failures() {
        // its name begins with a hexadecimal letter, so that it expires with the jobs
        return new Outbox<>(records(), prefix() + "failures", MamNotice.class);
    }

    private CreateOnlyRecords records() {
        return new CreateOnlyRecords(s3, bucket(), LedgerJson.mapper(new S3EventReader()));
    }

    private String bucket() {
        return settings.text(Setting.JOBS_BUCKET);
    }

    private String prefix() {
        return settings.text(Setting.JOBS_PREFIX);
    }
}
