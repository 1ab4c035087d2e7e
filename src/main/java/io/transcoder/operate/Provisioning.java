package io.transcoder.operate;

import io.transcoder.aws.AwsClients;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.boot.Ledgers;
import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.intake.Transcodable;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.setup.aws.AwsChecks;
import io.transcoder.setup.aws.BucketSteps;
import io.transcoder.setup.aws.LifecycleSteps;
import io.transcoder.setup.aws.NotificationSteps;
import io.transcoder.setup.aws.QueueSteps;
import io.transcoder.setup.aws.Queues;
import io.transcoder.setup.aws.RecentJobs;
import io.transcoder.setup.aws.SenderSteps;
import io.transcoder.setup.aws.StoreTries;
import io.transcoder.setup.aws.UploadChecks;
import io.transcoder.setup.bitmovin.BitmovinAccess;
import io.transcoder.setup.bitmovin.BitmovinSteps;
import io.transcoder.setup.live.LiveDoctor;
import io.transcoder.setup.step.Area;
import io.transcoder.setup.step.Doctor;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Examination;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Mark;
import io.transcoder.setup.step.Setup;
import io.transcoder.setup.step.SetupOptions;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepResult;
import io.transcoder.setup.vidispine.MamChecks;
import io.transcoder.setup.vidispine.Registration;
import io.transcoder.setup.vidispine.VidiCore;
import io.transcoder.setup.vidispine.VidispineSteps;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The resources that an installation needs at its services: set-up makes them, and the doctor checks them. */
public final class Provisioning implements AutoCloseable {
    /** SQS and S3 take so long at most until what was set is read by everybody (SQS, "SetQueueAttributes"). */
    private static final Duration UNTIL_READ = Duration.ofSeconds(60);

    private static final Duration UNTIL_READ_ELSEWHERE = Duration.ofSeconds(3);

    private final Map<String, String> effective;
    private final Path file;
    private final Installation installation;
    private final RouteFolder routes;
    private final Map<ResourceName, String> ids = new ConcurrentHashMap<>();
    private final S3Client s3;
    private final SqsClient sqs;
    private BitmovinLine line;

    /**
     * @param effective every key's value in force
     * @param file where Camel's own keys are read from
     */
    public Provisioning(Map<String, String> effective, Path file) {
        this.effective = Map.copyOf(effective);
        this.file = file;
        this.installation = new Installation(effective);
        this.routes = RouteFolder.read(Path.of(installation.text(Setting.ROUTES_DIRECTORY)), effective);
        var clients = new AwsClients(installation.settings());
        this.s3 = clients.s3();
        this.sqs = clients.sqs();
    }

    /** What would be done; changes nothing. */
    public List<StepResult> plan(List<Area> areas, SetupOptions options) {
        return setup(options).plan(steps(areas, false, options));
    }

    /**
     * @param each told of each step when it is over
     * @param waiting told how many steps are looked at again, as they were not seen at once or refused at first
     */
    public void make(List<Area> areas, SetupOptions options, Consumer<StepResult> each, IntConsumer waiting) {
        setup(options).make(steps(areas, true, options), each, waiting);
    }

    private Setup setup(SetupOptions options) {
        return new Setup(options.force(), installation.isOnAws() ? UNTIL_READ : UNTIL_READ_ELSEWHERE);
    }

    /** Whether whoever reads or writes a bucket of media can change the ledger as well. */
    public boolean isLedgerBesideMedia() {
        return installation.jobsBucket().equals(installation.outputBucket())
                || installation.jobsBucket().equals(installation.sourceBucket());
    }

    /**
     * What is wrong, in the order of the path of an upload; changes nothing, but that a store that is not AWS is tried with objects
     * that are made among the ledger's and deleted.
     *
     * @param starting whether only that is asked for which the application rests on, and not what was seen of uploads and deletes
     */
    public Examination examine(boolean starting) {
        List<Check> checks = new ArrayList<>(new AwsChecks(installation, s3, queues()).all());
        var recent = new RecentJobs(s3, installation);
        checks.addAll(new StoreTries(installation, s3).all(starting));
        if (!starting) {
            checks.addAll(new UploadChecks(installation, s3, recent).all());
        }
        var bitmovin = bitmovinSteps(SetupOptions.NONE);
        checks.addAll(bitmovin.checks());
        List<Step> steps = new ArrayList<>(steps(List.of(Area.AWS, Area.BITMOVIN), false, SetupOptions.NONE));
        steps.addAll(bitmovin.ofProfiles());
        mam().ifPresent(core -> {
            steps.addAll(new VidispineSteps(installation, core, false).all());
            checks.addAll(new MamChecks(installation, core, recent::longest).all());
        });
        var doctor = new Doctor(steps, checks);
        return new Examination(doctor.looks(), doctor.examine(), Map.copyOf(ids));
    }

    /**
     * What lets one upload go the whole way; makes nothing yet. To be closed before this.
     *
     * @param clip null for the one that is shipped
     * @param patience with each thing that takes a while
     * @throws ConfigurationException where the application would take the clip of the checks' own encodings
     */
    public LiveDoctor live(Path clip, Duration patience) {
        Clock clock = Clock.systemUTC();
        var ledgers = new Ledgers(installation.settings(), s3, clock);
        var instances = ledgers.instances();
        var live = new LiveDoctor(
                installation,
                s3,
                ledgers.ledger(),
                () -> !instances.live().isEmpty(),
                this::bitmovin,
                mam(),
                clip,
                patience,
                clock);
        var left = new Upload(installation.sourceBucket(), live.beside(), null, 0, null, null, null, "{}", null);
        if (!new Transcodable(installation.text(Setting.SOURCE_IGNORE), OptionalLong.empty()).isSideFile(left)) {
            throw new ConfigurationException(
                    Setting.SOURCE_IGNORE.key()
                            + ": put ._* among the names, so that the application does not take the clip of the checks' own encodings");
        }
        return live;
    }

    /** The vidispine area is empty where the configuration names no shape tag. */
    public boolean hasMam() {
        return mam().isPresent() && !Registration.of(installation).isEmpty();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (line != null) {
                line.close();
            }
        }
        sqs.close();
        s3.close();
    }

    /** @param writing whether a check may leave a file of Bitmovin's in the output bucket */
    private List<Step> steps(List<Area> areas, boolean writing, SetupOptions options) {
        return areas.stream()
                .map(area -> switch (area) {
                    case AWS -> awsSteps(options);
                    case BITMOVIN -> bitmovinSteps(options).all(writing);
                    case VIDISPINE ->
                        mam().map(core -> new VidispineSteps(installation, core, options.force()).all())
                                .orElse(List.of());
                })
                .flatMap(List::stream)
                .filter(options::takes)
                .toList();
    }

    private Queues queues() {
        return new Queues(sqs, Mark.of(installation));
    }

    private List<Step> awsSteps(SetupOptions options) {
        var queues = queues();
        var buckets = new BucketSteps(installation, s3);
        var lifecycles = new LifecycleSteps(installation, s3);
        List<Step> steps = new ArrayList<>(buckets.all());
        if (options.versioning()) {
            steps.add(buckets.versioning());
        }
        steps.addAll(new QueueSteps(installation, queues, installation.worstCase(routes.longestCall())).all());
        steps.addAll(new SenderSteps(installation, queues, options.trustedRoles()).all());
        steps.addAll(new NotificationSteps(installation, s3, queues).all());
        steps.addAll(lifecycles.all());
        if (options.archiveDays() > 0) {
            steps.add(lifecycles.archive(options.archiveDays()));
        }
        return steps;
    }

    private BitmovinSteps bitmovinSteps(SetupOptions options) {
        return new BitmovinSteps(installation, new BitmovinAccess(this::bitmovin, ids), options, routes);
    }

    private Optional<VidiCore> mam() {
        return installation.settings().url(Setting.VIDISPINE_URL).map(url -> new VidiCore(url, installation));
    }

    private synchronized Bitmovin bitmovin() {
        if (line == null) {
            line = new BitmovinLine(effective, file);
        }
        return line.bitmovin();
    }
}
