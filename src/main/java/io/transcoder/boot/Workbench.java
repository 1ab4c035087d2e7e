package io.transcoder.boot;

import io.transcoder.aws.AwsClients;
import io.transcoder.bitmovin.ListBudget;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.CanaryLetter;
import io.transcoder.deadletter.DeadLetterQueue;
import io.transcoder.deadletter.ReplayPlan;
import io.transcoder.deadletter.Replayer;
import io.transcoder.failure.ApplicationException;
import io.transcoder.job.Admission;
import io.transcoder.job.Doubts;
import io.transcoder.job.Estimates;
import io.transcoder.job.Pauses;
import io.transcoder.job.Price;
import io.transcoder.job.Sources;
import io.transcoder.job.Submitter;
import io.transcoder.job.view.JobList;
import io.transcoder.job.view.JobSearch;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.mam.MamNotice;
import io.transcoder.reconcile.Mender;
import io.transcoder.reconcile.Reconciler;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3EventWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Gives commands the ledger, the queues and the rules that the routes have, without starting a route. The queues' methods throw an
 * {@link ApplicationException} where there is no such queue.
 */
public final class Workbench implements AutoCloseable {
    private static final QueueAttributeName WAITING = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    private static final QueueAttributeName IN_WORK = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
    /** For what people wait for and can do without. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Settings settings;
    private final S3Client s3;
    private final AwsClients clients;
    private final Clock clock = Clock.systemUTC();
    private final Ledgers ledgers;
    private final Ledger ledger;
    private final Map<Setting, String> urls = new ConcurrentHashMap<>();
    private SqsClient sqs;

    public Workbench(Settings settings) {
        this.settings = settings;
        this.clients = new AwsClients(settings);
        this.s3 = clients.s3();
        this.ledgers = new Ledgers(settings, s3, clock);
        this.ledger = ledgers.ledger();
    }

    public Ledger ledger() {
        return ledger;
    }

    public JobList jobs(JobList.Progress progress) {
        return new JobList(ledger, progress);
    }

    public JobSearch search() {
        return new JobSearch(ledger, settings.text(Setting.SOURCE_BUCKET));
    }

    public Pauses pauses() {
        return new Pauses(ledger, ledgers.instances(), clock);
    }

    public Doubts doubts() {
        return ledgers.doubts();
    }

    /** Of a billable minute. */
    public Optional<Price> price() {
        return price(settings);
    }

    static Optional<Price> price(Settings settings) {
        return settings.find(Setting.PRICE_PER_MINUTE)
                .map(amount -> new Price(new BigDecimal(amount), settings.text(Setting.PRICE_CURRENCY)));
    }

    public Submitter submitter() {
        return new Submitter(
                ledger,
                sources(),
                new S3EventWriter(settings.text(Setting.AWS_REGION)),
                s3,
                sqs(),
                url(Setting.QUEUE_EVENTS),
                settings.text(Setting.SOURCE_BUCKET),
                clock,
                this::estimates);
    }

    private Sources sources() {
        return new Sources(s3, ledger, settings.duration(Setting.SOURCE_DELETE_AFTER));
    }

    public DeadLetterQueue deadLetters() {
        return new DeadLetterQueue(sqs(), url(Setting.QUEUE_DEAD_LETTERS), new S3EventReader());
    }

    /** Nothing where the queue does not say within seconds, as without the permission. @param queue the setting that names it */
    public Optional<Depth> depth(Setting queue) {
        try {
            String url = url(queue, SOON);
            Map<QueueAttributeName, String> counts = sqs().getQueueAttributes(b -> b.queueUrl(url)
                            .attributeNames(WAITING, IN_WORK)
                            .overrideConfiguration(limit -> limit.apiCallTimeout(SOON)))
                    .attributes();
            return Optional.of(new Depth(Integer.parseInt(counts.get(WAITING)), Integer.parseInt(counts.get(IN_WORK))));
        } catch (SdkException | ApplicationException e) {
            return Optional.empty();
        }
    }

    /**
     * About how many messages are in a queue.
     *
     * @param waiting for somebody to receive them
     * @param inWork received and not deleted
     */
    public record Depth(int waiting, int inWork) {}

    public Replayer replayer() {
        return new Replayer(sqs(), url(Setting.QUEUE_EVENTS));
    }

    public ReplayPlan plan() {
        return new ReplayPlan(
                new Admission(ledger),
                sources(),
                settings.text(Setting.SOURCE_BUCKET),
                Beans.transcodable(settings)::leavesOut,
                this::estimates,
                this::mamWarning);
    }

    /**
     * Of jobs that are tried again, those for whose output the MAM waits no more, and those whose records do not say it, each with the
     * reason for people.
     */
    public List<String> mamWarnings(List<String> jobIds) {
        return AtOnce.map(jobIds, id -> mamWarning(id).map(text -> "job " + id + ": " + text)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> mamWarning(String jobId) {
        if (settings.find(Setting.VIDISPINE_URL).isEmpty()) {
            return Optional.empty();
        }
        try {
            JobHistory history = ledger.history(jobId);
            return Optional.ofNullable(ledger.lastEnd(history))
                    .flatMap(end -> ledgers.failures().receipt(MamNotice.name(jobId, history.attempt(), end.at())))
                    .flatMap(MamNotice::warning);
        } catch (ForeignLedgerException | UncheckedIOException | SdkException e) {
            return Optional.of("whether the MAM still waits for it is not known: " + e.getMessage());
        }
    }

    public CanaryLetter canary() {
        return new CanaryLetter(ledger, deadLetters(), clock);
    }

    public Archive archive() {
        return ledgers.archive();
    }

    /** Unknown where the bills can't be listed: that is no reason to do nothing. */
    public Estimates estimates() {
        try {
            return Estimates.read(ledger, clock);
        } catch (SdkException e) {
            return new Estimates(List.of());
        }
    }

    /** @param encoder null where it is not asked */
    public Reconciler reconciler(List<String> sourcePrefixes, BitmovinLine encoder) {
        var orphans = encoder == null ? null : ledgers.orphans(encoder::bitmovin, ledger, new ListBudget(clock));
        return ledgers.reconciler(sourcePrefixes, sqs(), ledger, orphans);
    }

    public Mender mender() {
        return new Mender(ledger, submitter(), archive());
    }

    @Override
    public void close() {
        if (sqs != null) {
            sqs.close();
        }
        s3.close();
    }

    private String url(Setting queue) {
        return url(queue, null);
    }

    /** Who asks never waits for somebody else who asks, perhaps longer. @param limit null for the client's */
    private String url(Setting queue, Duration limit) {
        String url = urls.get(queue);
        if (url == null) {
            url = QueueUrls.now(sqs(), settings.text(queue), limit);
            urls.put(queue, url);
        }
        return url;
    }

    /** Not made before it is needed: most commands ask no queue, and people wait. */
    private synchronized SqsClient sqs() {
        if (sqs == null) {
            sqs = clients.sqs();
        }
        return sqs;
    }
}
