package io.transcoder.reconcile;

import static io.transcoder.config.Setting.SOURCE_BUCKET;
import static io.transcoder.config.Setting.SOURCE_DELETE;
import static io.transcoder.config.Setting.SOURCE_DELETE_AFTER;
import static io.transcoder.config.Setting.SOURCE_IGNORE;
import static io.transcoder.config.Setting.SOURCE_MAX_SIZE;
import static java.util.stream.Collectors.toSet;

import io.transcoder.bitmovin.Orphans;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.DeadLetterQueue;
import io.transcoder.intake.Transcodable;
import io.transcoder.job.Admission;
import io.transcoder.job.Sources;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Compares buckets, ledger, queues and encoder, and changes nothing. It keeps what is known of the sources that are there in memory,
 * and of the ledger a part at a time. The dead letters are looked through, which hides them from others for some seconds.
 *
 * @param orphans null where the encoder is not asked
 * @param sourcePrefixes under which profiles take sources
 */
public record Reconciler(
        Ledger ledger,
        S3Client s3,
        SqsClient sqs,
        Supplier<String> eventsUrl,
        Supplier<DeadLetterQueue> letters,
        Archive archive,
        Orphans orphans,
        Settings settings,
        List<String> sourcePrefixes,
        Clock clock) {
    private static final int LEDGER_PARTS = 4;
    /** The ledger's records expire after 90 days: what is older may have had a job that nobody can know of. */
    private static final Duration REMEMBERED = Duration.ofDays(80);
    /** Where S3 shows no record of more jobs than these, the comparison is given up. */
    private static final int MOST_NOT_SHOWN = 20;
    /** No queue keeps a letter for longer. */
    private static final Duration LETTERS_LIVE = Duration.ofDays(14);
    /** Set-up ends unfinished uploads after as long. */
    private static final Duration GROWING = Duration.ofDays(7);

    /**
     * @param olderThan how long it has to be so
     * @param prefix of the sources, of which alone is told then; null for all that there is
     * @param isCovered whether a profile takes a source
     * @param progress is told of what is counted, and how many so far, on any thread
     */
    public Report find(
            Duration olderThan, String prefix, Predicate<Upload> isCovered, BiConsumer<String, Integer> progress) {
        return new Run(clock.instant().minus(olderThan), prefix, isCovered, progress).report();
    }

    private static String keyHash(String jobId) {
        return jobId.substring(0, jobId.indexOf('-'));
    }

    /** @param hasOthers whether there is a job of another upload of its key, or it was recorded in another way */
    private record Seen(Upload upload, boolean hasOthers) {}

    private record Ended(JobHistory job, Upload upload) {}

    private final class Run {
        private final Instant before;
        private final String prefix;
        private final Predicate<Upload> isCovered;
        private final BiConsumer<String, Integer> progress;
        private final Instant remembered = clock.instant().minus(REMEMBERED);
        private final Transcodable transcodable =
                new Transcodable(settings.text(SOURCE_IGNORE), settings.bytes(SOURCE_MAX_SIZE));
        private final EventsQueue queue = new EventsQueue(sqs, eventsUrl);
        private final Map<String, Seen> sources = new HashMap<>();
        private final List<JobHistory> unwatched = new ArrayList<>();
        private final List<Ended> ended = new ArrayList<>();
        /** Those of which a message may be on its way. */
        private final List<Finding> missing = new ArrayList<>();
        /** When another attempt of a failed job was ordered, by the job's id. */
        private final Map<String, Instant> orderedAnew = new HashMap<>();

        private final List<Finding> found = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private final AtomicInteger notShown = new AtomicInteger();

        Run(Instant before, String prefix, Predicate<Upload> isCovered, BiConsumer<String, Integer> progress) {
            this.before = before;
            this.prefix = prefix;
            this.isCovered = isCovered;
            this.progress = progress;
        }

        Report report() {
            EventsQueue.Seen queued = queue.look();
            listSources();
            // before the jobs: one that ends meanwhile is seen as ended
            Set<String> open =
                    ledger.openMarkers().stream().map(OpenMarker::name).collect(toSet());
            ledger.jobs()
                    .each(LEDGER_PARTS, job -> match(job, open), listed -> progress.accept("records listed:", listed));
            AtOnce.map(unwatched, job -> read(job.jobId(), () -> confirmed(job)))
                    .forEach(some -> some.ifPresent(found::add));
            DeadLetterQueue deadLetters = letters.get();
            int held = deadLetters.held();
            List<DeadLetter> parked = deadLetters.list();
            Set<String> hashes = parked.stream()
                    .flatMap(letter -> letter.uploads().stream())
                    .flatMap(told -> told.rawKey() == null ? Stream.of(told) : Stream.of(told, told.withRawKey()))
                    .map(Upload::keyHash)
                    .collect(toSet());
            judgeEnded(hashes);
            judgeMissing(hashes, held, queued);
            var strays = new Strays(ledger, s3, archive, orphans, settings, clock);
            if (prefix == null) {
                Instant from = ledger.since().isAfter(remembered) ? ledger.since() : remembered;
                strays.outputs(from, before).forEach(found::add);
                strays.encodings(notes::add).forEach(found::add);
            }
            strays.oldLetters(parked, prefix).forEach(found::add);
            found.sort(Comparator.comparing(Finding::drift));
            return new Report(found, notes, List.copyOf(refused));
        }

        /**
         * Nothing where a record of the job is refused, or S3 does not show it: that job is left out, and no other. Throws where
         * S3 shows so few that nothing would be compared.
         */
        private <T> Optional<T> read(String jobId, Supplier<Optional<T>> job) {
            try {
                return JobByJob.read(job, refused::add);
            } catch (SdkException e) {
                refused.add("job " + jobId + ": " + e.getMessage());
                if (notShown.incrementAndGet() > MOST_NOT_SHOWN) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        private void listSources() {
            var listing = new SourceListing(s3, settings.text(SOURCE_BUCKET));
            Collection<String> prefixes = prefix == null ? sourcePrefixes : List.of(prefix);
            for (String under : prefixes) {
                listing.each(under, upload -> {
                    if (isOfInterest(upload)) {
                        sources.put(upload.keyHash(), new Seen(upload, false));
                        progress.accept("sources listed:", sources.size());
                    }
                });
                listing.eachGrowing(
                        under,
                        clock.instant().minus(GROWING),
                        key -> sources.remove(Upload.keyHash(settings.text(SOURCE_BUCKET), key)));
            }
        }

        private boolean isOfInterest(Upload upload) {
            return upload.source().size() > 0
                    && upload.source().lastModified().isBefore(before)
                    && !transcodable.leavesOut(upload);
        }

        private void match(JobHistory job, Set<String> open) {
            boolean isLeftAlone = !open.contains(job.jobId())
                    && !open.contains(job.jobId() + "." + job.attempt())
                    && job.changedAt().filter(before::isAfter).isPresent();
            if (job.isLive() && isLeftAlone) {
                unwatched.add(job);
            }
            String hash = keyHash(job.jobId());
            Seen seen = sources.get(hash);
            if (seen == null) {
                return;
            }
            if (!seen.upload().id().equals(job.jobId())) {
                sources.put(hash, new Seen(seen.upload(), true));
                return;
            }
            sources.remove(hash);
            if (job.state() == State.ENDED && isLeftAlone) {
                ended.add(new Ended(job, seen.upload()));
            }
        }

        /** The lists were not of one moment. */
        private Optional<Finding> confirmed(JobHistory listed) {
            JobHistory job = ledger.history(listed.jobId());
            Claim claim = ledger.lastClaim(job);
            boolean isUnwatched = job.isLive()
                    && claim != null
                    && (prefix == null || claim.upload().key().startsWith(prefix))
                    && ledger.openOfKey(keyHash(job.jobId())).stream()
                            .noneMatch(marker -> marker.jobId().equals(job.jobId()));
            return isUnwatched ? Optional.of(Finding.of(Drift.UNWATCHED, claim.upload(), job)) : Optional.empty();
        }

        /** Those whose source is still there. */
        private void judgeEnded(Set<String> parked) {
            List<Optional<End>> ends = AtOnce.map(
                    ended, one -> read(one.job().jobId(), () -> Optional.ofNullable(ledger.lastEnd(one.job()))));
            for (int i = 0; i < ends.size(); i++) {
                Ended one = ended.get(i);
                // null where it is not shown, or expired since the list: such a job is left alone
                End end = ends.get(i).orElse(null);
                End.Outcome outcome = end == null ? null : end.outcome();
                if (outcome == End.Outcome.SKIPPED) {
                    sources.put(one.upload().keyHash(), new Seen(one.upload(), true));
                } else if (outcome == End.Outcome.FAILED
                        && !parked.contains(one.upload().keyHash())) {
                    missing.add(Finding.of(Drift.NO_LETTER, one.upload(), one.job()));
                    one.job()
                            .at(Part.RETRY)
                            .ifPresent(at -> orderedAnew.put(one.job().jobId(), at));
                } else if (outcome == End.Outcome.FINISHED
                        && settings.text(SOURCE_DELETE).equals("verified")
                        && end.at().plus(settings.duration(SOURCE_DELETE_AFTER)).isBefore(before)) {
                    found.add(Finding.of(Drift.NOT_CLEANED, one.upload(), one.job()));
                }
            }
        }

        /** By a HEAD and the records of the key. */
        private Optional<Upload> forgotten(Seen seen) {
            return shown(seen.upload()).filter(this::isOfInterest).filter(new Admission(ledger)::isForgotten);
        }

        /** As HEAD shows it, and where there is no such answer, as of a source of another account, as it was listed. */
        private Optional<Upload> shown(Upload listed) {
            try {
                return new Sources(s3, ledger, settings.duration(SOURCE_DELETE_AFTER)).peek(listed);
            } catch (SdkException e) {
                return Optional.of(listed);
            }
        }

        /**
         * Somebody holds letters, and of which uploads nobody else can see. A failed job without a letter is mended by another letter
         * or another encode, so none is told of; and an upload without a job only where those are more than the letters.
         */
        private void leaveOutHeld(int held) {
            int all = missing.size();
            missing.removeIf(finding -> held > 0 && finding.drift() == Drift.NO_LETTER);
            if (missing.size() <= held) {
                missing.clear();
            }
            if (missing.size() < all) {
                notes.add("Somebody holds about " + held + " dead letter(s) at this moment, as a replay does, so of "
                        + (all - missing.size())
                        + " upload(s) nobody can say whether they have one. They are not counted");
            }
        }

        /** When the message of the upload was sent at the latest. */
        private Instant sentAt(Finding finding) {
            Instant since = finding.since();
            Instant anew = orderedAnew.getOrDefault(finding.jobId(), since);
            return anew.isAfter(since) ? anew : since;
        }

        private void judgeMissing(Set<String> parked, int held, EventsQueue.Seen queued) {
            Map<Boolean, List<Seen>> byOthers =
                    sources.values().stream().collect(Collectors.partitioningBy(Seen::hasOthers));
            Stream<Upload> candidates = Stream.concat(
                    byOthers.get(false).stream().map(Seen::upload),
                    AtOnce.map(byOthers.get(true), seen -> read(seen.upload().id(), () -> forgotten(seen))).stream()
                            .flatMap(Optional::stream));
            boolean mayHaveExpired = ledger.since().isBefore(remembered);
            Map<Boolean, List<Upload>> byAge = candidates
                    .filter(upload -> !parked.contains(upload.keyHash()))
                    .filter(isCovered)
                    .collect(Collectors.partitioningBy(upload ->
                            mayHaveExpired && upload.source().lastModified().isBefore(remembered)));
            if (!byAge.get(true).isEmpty()) {
                notes.add(byAge.get(true).size() + " source(s) without a job are older than " + REMEMBERED.toDays()
                        + " days: their job may have expired from the ledger. They are left out; 'jobs submit' sends"
                        + " their events");
            }
            byAge.get(false).forEach(upload -> missing.add(Finding.of(Drift.NO_JOB, upload, null)));
            leaveOutHeld(held);
            // Neither a letter nor the message of its replay lives that long. Of a second replay there is no record.
            Instant gone = clock.instant().minus(LETTERS_LIVE).minus(queued.retention());
            Predicate<Finding> isForgotten = finding ->
                    finding.drift() == Drift.NO_LETTER && sentAt(finding).isBefore(gone);
            missing.stream().filter(isForgotten).forEach(found::add);
            missing.removeIf(isForgotten);
            missing.sort(Comparator.comparing(this::sentAt).reversed().thenComparing(Finding::what));
            // what waited all the time is in both counts; nobody can look at a message without taking it
            int waiting = missing.isEmpty()
                    ? 0
                    : (int) Math.min(
                            missing.size(),
                            Math.min(queued.messages(), queue.look().messages()));
            Instant half = clock.instant().minus(queued.retention().dividedBy(2));
            missing.subList(0, waiting).stream()
                    .filter(finding ->
                            finding.drift() == Drift.NO_JOB && finding.since().isBefore(half))
                    .forEach(finding -> found.add(finding.as(Drift.EXPIRING_EVENT)));
            found.addAll(missing.subList(waiting, missing.size()));
            if (waiting > 0) {
                notes.add("The events of " + waiting + " upload(s) that look lost may be among the " + queued.messages()
                        + " message(s) of the events queue, and are not counted");
            }
        }
    }
}
