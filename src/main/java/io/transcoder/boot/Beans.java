package io.transcoder.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.aws.Secrets;
import io.transcoder.bitmovin.ApiCall;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.Branches;
import io.transcoder.bitmovin.DescribedResources;
import io.transcoder.bitmovin.EncodingParts;
import io.transcoder.bitmovin.ListBudget;
import io.transcoder.bitmovin.LostEncodings;
import io.transcoder.bitmovin.RateLimit;
import io.transcoder.bitmovin.Replies;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.ValueType;
import io.transcoder.deadletter.Letters;
import io.transcoder.deadletter.UnreadableFlood;
import io.transcoder.failure.Failures;
import io.transcoder.intake.HeldMessages;
import io.transcoder.intake.Intake;
import io.transcoder.intake.Transcodable;
import io.transcoder.job.Admission;
import io.transcoder.job.Budget;
import io.transcoder.job.Claims;
import io.transcoder.job.JobContext;
import io.transcoder.job.Line;
import io.transcoder.job.Rivals;
import io.transcoder.job.Sources;
import io.transcoder.job.StaleOutputs;
import io.transcoder.job.Starts;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.mam.MamNotices;
import io.transcoder.notify.Channel;
import io.transcoder.notify.Notices;
import io.transcoder.notify.Webhook;
import io.transcoder.observe.Counters;
import io.transcoder.observe.Meters;
import io.transcoder.observe.Metric;
import io.transcoder.reconcile.Drift;
import io.transcoder.reconcile.Reconciliation;
import io.transcoder.setup.live.Canary;
import io.transcoder.tree.TreeLanguage;
import io.transcoder.upload.S3EventReader;
import io.transcoder.watch.Billing;
import io.transcoder.watch.Endings;
import io.transcoder.watch.LostJobs;
import io.transcoder.watch.OpenJobState;
import io.transcoder.watch.OpenJobs;
import io.transcoder.watch.Outputs;
import io.transcoder.watch.Progress;
import io.transcoder.watch.SourceCleaner;
import io.transcoder.watch.Stops;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes the beans that the routes call by name, from the settings. */
public record Beans(
        Settings settings,
        List<String> sourcePrefixes,
        S3Client s3,
        SqsClient sqs,
        Meters meters,
        Supplier<Bitmovin> bitmovin,
        ResourceIds ids,
        Clock clock) {
    static Transcodable transcodable(Settings settings) {
        return new Transcodable(settings.text(Setting.SOURCE_IGNORE), settings.bytes(Setting.SOURCE_MAX_SIZE));
    }

    /** By the names that the routes use. */
    public Map<String, Object> all() {
        var json = JsonMapper.builder().build();
        var ledgers = new Ledgers(settings, s3, clock);
        Ledger ledger = ledgers.ledger();
        var failures = new Failures();
        var counters = new Counters(meters, Workbench.price(settings), clock);
        var rateLimit = new RateLimit(clock);
        Duration takeOver = settings.duration(Setting.BITMOVIN_TIMEOUT).multipliedBy(2);
        Map<String, Object> beans = new TreeMap<>();

        beans.put("intake", new Intake(new S3EventReader(), settings.text(Setting.SOURCE_BUCKET), counters));
        beans.put("transcodable", transcodable(settings));
        beans.put("heldMessages", new HeldMessages(failures, counters));
        beans.put("counters", counters);

        beans.put("ledger", ledger);
        beans.put("jobContext", new JobContext(Labels.installation(settings), Labels.sources(settings)));
        beans.put("admission", new Admission(ledger));
        beans.put("claims", new Claims(ledger, clock));
        Duration grace = settings.duration(Setting.SOURCE_DELETE_AFTER);
        var sources = new Sources(s3, ledger, grace);
        beans.put("sources", sources);
        var rivals = new Rivals(ledger);
        beans.put("rivals", rivals);
        Duration period = settings.duration(Setting.WATCH_PERIOD);
        var staleOutputs = new StaleOutputs(ledger, s3, settings.text(Setting.OUTPUT_BUCKET));
        beans.put("staleOutputs", staleOutputs);
        var doubts = ledgers.doubts();
        var instances = ledgers.instances();
        beans.put("instances", instances);
        var budget = new Budget(
                ledger,
                clock,
                settings.findInteger(Setting.BUDGET_MINUTES_A_DAY),
                settings.findInteger(Setting.BUDGET_MINUTES_A_MONTH));
        meters.gauge(Metric.BUDGET_USED_RATIO, () -> budget.used("day"), "day");
        meters.gauge(Metric.BUDGET_USED_RATIO, () -> budget.used("month"), "month");
        beans.put("notices", notices(ledgers, ledger, instances));
        beans.put("webhook", webhook(settings));
        var line = new Line(
                settings.findInteger(Setting.ENCODER_QUEUE_TARGET).orElse(Line.NO_LIMIT),
                settings.find(Setting.ENCODER_SHARES).map(ValueType::pairs).orElse(Map.of()));
        var starts = new Starts(ledger, budget, instances, staleOutputs, doubts, line, clock, takeOver, period);
        beans.put("starts", starts);

        beans.put(
                "tree-language",
                new TreeLanguage(ids, new DescribedResources(bitmovin, ids, ResourceKind.CODEC_CONFIG)));
        beans.put("httpClients", new HttpClients(settings));
        beans.put("apiCall", apiCall(settings, json, rateLimit));
        beans.put("replies", new Replies(json, rateLimit, counters::refused));
        var conditions = new Conditions(failures, settings.integer(Setting.QUEUE_RECEIVES));
        beans.putAll(conditions.all());
        beans.put("ids-have-changed", conditions.idsHaveChanged(ids));
        beans.put("resourceIds", ids);
        beans.put("filters", new DescribedResources(bitmovin, ids, ResourceKind.FILTER));
        beans.put(
                "encodingParts",
                new EncodingParts(
                        () -> ids.id(new ResourceName(ResourceKind.OUTPUT, settings.text(Setting.BITMOVIN_OUTPUT)))));
        beans.put("joinBranches", new Branches());
        var lists = new ListBudget(clock);
        beans.put("lostEncodings", new LostEncodings(bitmovin, lists));
        var orphans = ledgers.orphans(bitmovin, ledger, lists);
        beans.put("orphans", orphans);
        var reconciliation = new Reconciliation(
                ledgers.reconciler(sourcePrefixes, sqs, ledger, orphans),
                instances,
                settings.duration(Setting.RECONCILE_PERIOD),
                clock);
        beans.put("reconciliation", reconciliation);
        for (Drift drift : Drift.values()) {
            meters.gauge(Metric.RECONCILE_FINDINGS, () -> reconciliation.found(drift), drift.word());
        }
        if (!settings.duration(Setting.RECONCILE_PERIOD).isZero()) {
            meters.gauge(
                    Metric.RECONCILE_LAST_TIMESTAMP,
                    () -> reconciliation.lastTime().getEpochSecond());
        }

        var canary = new Canary(s3, ledger, instances, Canary.Plan.of(settings), clock);
        beans.put("canary", canary);
        meters.gauge(
                Metric.CANARY_LAST_SUCCESS_TIMESTAMP, () -> canary.lastSuccess().getEpochSecond());
        meters.gauge(Metric.CANARY_DURATION, () -> canary.lastDuration().toSeconds());

        var progress = new Progress(clock, settings.duration(Setting.ENCODING_STUCK_AFTER));
        beans.put("progress", progress);
        var openJobs = new OpenJobs(
                ledger,
                s3,
                settings.text(Setting.OUTPUT_BUCKET),
                settings.text(Setting.PROFILE_OUTPUT_PREFIX),
                instances,
                progress,
                doubts,
                starts::areRefused,
                line,
                period,
                clock);
        beans.put("openJobs", openJobs);
        beans.put("billing", new Billing(ledger, instances, openJobs, new ListBudget(clock), period, clock));
        var outputs = new Outputs(
                ledger,
                s3,
                settings.text(Setting.OUTPUT_BUCKET),
                bitmovin,
                doubts,
                settings.text(Setting.VERIFY_DEPTH).equals("looked-into"),
                settings.duration(Setting.VERIFY_TOLERANCE),
                clock);
        beans.put("outputs", outputs);
        beans.put(
                "lostJobs",
                new LostJobs(
                        ledger,
                        outputs,
                        doubts,
                        bitmovin,
                        () -> ids.id(new ResourceName(ResourceKind.INPUT, settings.text(Setting.BITMOVIN_INPUT))),
                        settings.duration(Setting.ENCODING_STUCK_AFTER),
                        clock));
        beans.put("endings", new Endings(ledger, doubts, clock, settings.integer(Setting.ENCODING_ATTEMPTS), takeOver));
        beans.put("stops", new Stops(ledger));
        beans.put(
                "sourceCleaner",
                new SourceCleaner(
                        s3,
                        sources,
                        rivals,
                        settings.text(Setting.SOURCE_DELETE).equals("verified"),
                        grace,
                        clock));
        var flood = new UnreadableFlood(clock);
        beans.put("unreadable-flood", flood);
        beans.put("unreadableFlood", flood);
        beans.put("letters", new Letters(failures, flood));
        beans.put("mam", mam(ledgers, ledger, sources, instances));
        gauges(openJobs, rateLimit);
        return beans;
    }

    private MamNotices mam(Ledgers ledgers, Ledger ledger, Sources sources, Instances instances) {
        Map<String, String> shapeTags = new TreeMap<>();
        settings.find(Setting.VIDISPINE_SHAPE_TAG)
                .ifPresent(tag -> shapeTags.put(settings.text(Setting.PROFILE_SOURCE_PREFIX), tag));
        settings.find(Setting.VIDISPINE_XDCAM_SHAPE_TAG)
                .ifPresent(tag -> shapeTags.put(settings.text(Setting.PROFILE_XDCAM_SOURCE_PREFIX), tag));
        var secrets = new Secrets(settings);
        return new MamNotices(
                ledgers.failures(),
                ledger,
                sources,
                new Listed(s3),
                settings.text(Setting.OUTPUT_BUCKET),
                shapeTags,
                () -> settings.find(Setting.VIDISPINE_USER).orElse("") + ":"
                        + secrets.find(Setting.VIDISPINE_PASSWORD).orElse(""),
                settings.duration(Setting.VIDISPINE_PATIENCE),
                instances,
                new AtomicReference<>(clock.instant()),
                clock);
    }

    private Notices notices(Ledgers ledgers, Ledger ledger, Instances instances) {
        Map<String, Channel> channels = new TreeMap<>();
        for (Setting setting : List.of(Setting.NOTIFY_URL, Setting.NOTIFY_QUEUE)) {
            if (settings.isSet(setting)) {
                String name = setting.key().substring("notify.".length());
                var channel = new Channel(ledgers.events(name), instances, clock);
                channels.put(name, channel);
                meters.gauge(Metric.NOTIFICATIONS_OLDEST, () -> channel.oldest().toSeconds(), name);
            }
        }
        Set<String> types = settings.find(Setting.NOTIFY_TYPES)
                .map(text -> Set.copyOf(List.of(text.split("\\s*,\\s*"))))
                .orElse(Set.of());
        return new Notices(
                channels, type -> types.isEmpty() || types.contains(type), ledger, Workbench.price(settings), clock);
    }

    static Webhook webhook(Settings settings) {
        var secrets = new Secrets(settings);
        return new Webhook(
                () -> secrets.find(Setting.NOTIFY_SECRET),
                settings.find(Setting.NOTIFY_URL).map(URI::create),
                Clock.systemUTC());
    }

    static ApiCall apiCall(Settings settings, ObjectMapper json, RateLimit rateLimit) {
        return new ApiCall(
                json,
                rateLimit,
                new Secrets(settings).apiKey(),
                settings.find(Setting.BITMOVIN_TENANT_ORG_ID).orElse(""));
    }

    private void gauges(OpenJobs openJobs, RateLimit rateLimit) {
        for (OpenJobState state : OpenJobState.values()) {
            meters.gauge(Metric.OPEN_JOBS, () -> openJobs.count(state), state.word());
        }
        meters.gauge(Metric.OPEN_JOBS, openJobs::countUnknown, "unknown");
        meters.gauge(Metric.OPEN_JOBS_OLDEST, () -> openJobs.oldest()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toSeconds()))
                .orElse(0L));
        meters.gauge(
                Metric.WATCH_LAST_ROUND_TIMESTAMP, () -> openJobs.lastRound().getEpochSecond());
        meters.gauge(Metric.BITMOVIN_PAUSE, () -> Math.max(0, rateLimit.pause().toSeconds()));
    }
}
