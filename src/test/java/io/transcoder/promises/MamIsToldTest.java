package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.cli.Cli;
import io.transcoder.sandbox.Fault;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.sandbox.VidiCoreJobs;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.model.Message;

/** The MAM's job that waits for what has failed is aborted, and no other one. */
class MamIsToldTest extends SiteWithTappedStore {
    private static final String TAG = "bitmovin-mp4";
    private static final Predicate<Request> ANY = request -> true;

    private final VidiCoreDouble vidiCore = VidiCoreDouble.start();
    private final VidiCoreJobs jobs = vidiCore.jobs();
    private final Wiretap mam = Wiretap.start("mam", vidiCore.url());

    @TempDir
    private Path folder;

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "vidispine.url",
                mam.endpoint().toString(),
                "vidispine.user",
                VidiCoreDouble.USER,
                "vidispine.password",
                VidiCoreDouble.PASSWORD,
                "vidispine.shape-tag",
                TAG,
                "vidispine.on-failure",
                "abort",
                "vidispine.patience",
                "2s");
    }

    @AfterEach
    void healMam() {
        mam.heal();
        jobs.clear();
    }

    @AfterAll
    void closeMam() {
        mam.close();
        vidiCore.close();
    }

    @Test
    void theJobThatWaitsIsAbortedWithTheReasonOnceThePatienceIsOver() {
        waiting("VX-501", "VX-1", "VX-1.mxf");
        waiting("VX-502", "VX-10", "VX-10.mxf");
        Instant before = Instant.now();
        fails("in/VX-1.mxf");

        eventually(() -> jobs.stateOf("VX-501").equals("ABORT_PENDING"));

        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        assertThat(jobs.reasons())
                .singleElement()
                .asString()
                .isEqualTo("The transcode has failed: the encoder says ERROR: Ä & B=50%");
        eventually(() -> fate("in/VX-1.mxf").equals("ABORTED"));
        assertThat(receipt("in/VX-1.mxf")).contains("VX-501").doesNotContain(VidiCoreDouble.PASSWORD);
        assertThat(site.names("_jobs/failures/")).isEmpty();
        assertThat(jobs.stateOf("VX-502")).isEqualTo("STARTED");
        assertThat(jobs.reasons()).hasSize(1);
    }

    @Test
    void theSourcesNameMayBeOfAnyForm() {
        waiting("VX-503", "VX-27", "Clip B.mov");
        waiting("VX-504", "VX-28", "Clip.mov");
        fails("in/Clip B.mov");

        eventually(() -> fate("in/Clip B.mov").equals("ABORTED"));

        assertThat(jobs.stateOf("VX-503")).isEqualTo("ABORT_PENDING");
        assertThat(jobs.stateOf("VX-504")).isEqualTo("STARTED");
    }

    @Test
    void whereNoneFitsNothingIsTouched() {
        jobs.add("VX-505", "STARTED", anHourAgo(), "other-tag", Map.of("fileId", "VX-2"));
        jobs.add("VX-506", "STARTED", Instant.now().plusSeconds(3_600), TAG, Map.of("fileId", "VX-2"));
        fails("in/VX-2.mxf");

        eventually(() -> fate("in/VX-2.mxf").equals("NONE"));

        assertThat(jobs.reasons()).isEmpty();
    }

    @Test
    void whereSeveralFitNothingIsTouched() {
        waiting("VX-507", "VX-3", "VX-3.mxf");
        waiting("VX-508", "VX-3", "VX-3.mxf");
        fails("in/VX-3.mxf");

        eventually(() -> fate("in/VX-3.mxf").equals("SEVERAL"));

        assertThat(jobs.reasons()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABORT_PENDING", "ABORTED_PENDING"})
    void aJobThatIsBeingAbortedIsNotAbortedAgain(String state) {
        String key = "in/" + state + ".mxf";
        jobs.listsAll();
        jobs.add("VX-509", state, anHourAgo(), TAG, Map.of("filePathMap", "VX-4=" + state + ".mxf"));
        fails(key);

        eventually(() -> fate(key).equals("ENDING"));

        assertThat(jobs.reasons()).isEmpty();
    }

    @Test
    void aJobInAStateThatNobodyKnowsIsNotTouched() {
        jobs.listsAll();
        jobs.add("VX-510", "DREAMING", anHourAgo(), TAG, Map.of("fileId", "VX-5"));
        fails("in/VX-5.mxf");

        eventually(() -> fate("in/VX-5.mxf").equals("UNCLEAR"));

        assertThat(receipt("in/VX-5.mxf")).contains("DREAMING");
        assertThat(jobs.reasons()).isEmpty();
    }

    @Test
    void anAbortIsKnownByBothSpellings() {
        jobs.abortsAs("ABORTED_PENDING");
        waiting("VX-511", "VX-6", "VX-6.mxf");
        fails("in/VX-6.mxf");

        eventually(() -> fate("in/VX-6.mxf").equals("ABORTED"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void aMamThatDoesNotAnswerIsToldLater(int status) {
        String name = "VX-7" + status;
        waiting("VX-512", name, name + ".mxf");
        Fault refusing = mam.on(ANY).always().answer(status, Map.of(), "{\"notAuthorized\":{}}");

        fails("in/" + name + ".mxf");
        eventually(() -> refusing.fired() >= 2);
        assertThat(jobs.reasons()).isEmpty();
        assertThat(site.names("_jobs/failures/")).hasSize(1);

        mam.heal();
        eventually(() -> fate("in/" + name + ".mxf").equals("ABORTED"));
    }

    @Test
    void aUserWhoMayNotAbortIsNamedAndTheMamIsToldWhenHeMay() {
        waiting("VX-513", "VX-8", "VX-8.mxf");
        Fault refusing =
                mam.on(request -> request.method().equals("DELETE")).always().answer(403, Map.of(), "");

        fails("in/VX-8.mxf");
        eventually(() -> refusing.fired() >= 2);
        assertThat(jobs.stateOf("VX-513")).isEqualTo("STARTED");

        mam.heal();
        eventually(() -> fate("in/VX-8.mxf").equals("ABORTED"));
    }

    @Test
    void anAbortWhoseAnswerIsLostIsNotMadeAgain() {
        waiting("VX-514", "VX-9", "VX-9.mxf");
        jobs.listsAll();
        mam.on(request -> request.method().equals("DELETE")).nth(1).loseReply();

        fails("in/VX-9.mxf");

        eventually(() -> fate("in/VX-9.mxf").equals("ENDING"));
        assertThat(jobs.reasons()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409})
    void anAbortThatTheMamRefusesIsNotTriedForEver(int status) {
        String name = "VX-9" + status;
        waiting("VX-515", name, name + ".mxf");
        mam.on(request -> request.method().equals("DELETE")).always().answer(status, Map.of(), "");

        fails("in/" + name + ".mxf");

        eventually(() -> fate("in/" + name + ".mxf").equals(status == 404 ? "NONE" : "REFUSED"));
    }

    @Test
    void aReplayThatIsAtWorkKeepsTheJob() {
        String key = "in/VX-11.mxf";
        waiting("VX-516", "VX-11", "VX-11.mxf");
        Fault away = mam.on(ANY).always().refuse();
        fails(key);
        eventually(() -> away.fired() > 0);
        var encoded = new CompletableFuture<Void>();
        replay(key, encoded);

        mam.heal();
        eventually(() -> fate(key).equals("WITHDRAWN"));

        assertThat(jobs.stateOf("VX-516")).isEqualTo("STARTED");
        assertThat(jobs.reasons()).isEmpty();
        encoded.complete(null);
        eventually(() -> site.records(key).contains("2.clean"));
    }

    @Test
    void aReplayThatIsOrderedWhileTheMamIsAskedKeepsTheJob() {
        String key = "in/VX-12.mxf";
        waiting("VX-517", "VX-12", "VX-12.mxf");
        jobs.onNextList(() -> {
            String claim =
                    site.names("_jobs/" + Upload.keyHash(Site.SOURCES, key)).get(0);
            String retry = claim.substring(0, claim.lastIndexOf('/')) + "/1.retry";
            site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(retry), RequestBody.fromString("{}"));
        });
        fails(key);

        eventually(() -> fate(key).equals("WITHDRAWN"));

        assertThat(jobs.stateOf("VX-517")).isEqualTo("STARTED");
        assertThat(jobs.reasons()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>portal</html>", "[]"})
    void anAnswerThatIsNoListOfJobsIsAskedForAgain(String answer) {
        String name = "VX-10" + answer.length();
        waiting("VX-520", name, name + ".mxf");
        Fault portal = mam.on(ANY).always().answer(200, Map.of(), answer);

        fails("in/" + name + ".mxf");
        eventually(() -> portal.fired() >= 2);

        mam.heal();
        eventually(() -> fate("in/" + name + ".mxf").equals("ABORTED"));
    }

    @Test
    void anObjectThatIsNoNoticeIsNamedAndTheOthersAreToldOnceItIsTakenAway() {
        String foreign = "_jobs/failures/foreign";
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(foreign), RequestBody.fromString("no JSON"));
        waiting("VX-521", "VX-15", "VX-15.mxf");
        fails("in/VX-15.mxf");
        eventually(() -> site.names("_jobs/failures/").size() == 2);

        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(foreign));

        eventually(() -> fate("in/VX-15.mxf").equals("ABORTED"));
    }

    @Test
    void failuresThatCannotBeListedAreToldOnceTheyCan() {
        waiting("VX-522", "VX-16", "VX-16.mxf");
        Fault refusing = s3.on(request -> request.operation().equals("LIST _jobs/failures/"))
                .always()
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

        fails("in/VX-16.mxf");
        // of the second the round has ended that made the first
        eventually(() -> site.names("_jobs/failures/").size() == 1 && refusing.fired() >= 2);
        assertThat(jobs.reasons()).isEmpty();

        s3.heal();
        eventually(() -> fate("in/VX-16.mxf").equals("ABORTED"));
    }

    @Test
    void theDoctorAsksForTheSameList() {
        mam.on(request -> request.path().startsWith("/API/job")).always().answer(403, Map.of(), "{\"forbidden\":{}}");

        Cli.Result doctor = Cli.on(site, folder, settings()).run("doctor");

        assertThat(doctor.out() + doctor.err())
                .contains("jobs of the MAM", "user=false&number=1 was answered 403, forbidden")
                .doesNotContain(VidiCoreDouble.PASSWORD);
    }

    @Test
    void whoTriesItAgainAfterwardsIsTold() {
        String key = "in/VX-13.mxf";
        waiting("VX-518", "VX-13", "VX-13.mxf");
        fails(key);
        eventually(() -> fate(key).equals("ABORTED"));
        Cli cli = Cli.on(site, folder, settings());
        String warning = "nobody waits for the output any more: the MAM's job VX-518 was aborted at 20";

        Cli.Result plan = cli.run("dead-letters", "replay", "--where", "key=" + key, "--dry-run");
        assertThat(plan.out()).contains("start a new encode", warning);
        Cli.Result retry = cli.run("jobs", "retry", "VX-13");
        assertThat(retry.exit()).as(retry.err()).isZero();
        assertThat(retry.err()).contains(warning);
    }

    @Test
    void aReplayOfItsLetterSaysSo() {
        String key = "in/VX-14.mxf";
        waiting("VX-519", "VX-14", "VX-14.mxf");
        fails(key);
        eventually(() -> fate(key).equals("ABORTED"));

        Cli cli = Cli.on(site, folder, settings());
        Cli.Result replay = cli.run("dead-letters", "replay", "--where", "key=" + key);

        assertThat(replay.exit()).as(replay.err()).isZero();
        assertThat(replay.err()).contains("the MAM's job VX-519 was aborted");
    }

    private void waiting(String id, String fileId, String path) {
        jobs.add(id, "STARTED", anHourAgo(), TAG, Map.of("fileId", fileId, "filePathMap", fileId + "=" + path));
    }

    private static Instant anHourAgo() {
        return Instant.now().minusSeconds(3_600);
    }

    /** Its first encode. */
    private void fails(String key) {
        site.encoder()
                .script(
                        encoding -> key.equals(encoding.sourceKey()),
                        Outcome.error(10004, "Ä & B=50%", RetryHint.NO_RETRY),
                        1);
        site.upload(key, "media");
    }

    /** Sends its letter to work, and returns when the attempt is there. */
    private void replay(String key, CompletableFuture<Void> encoded) {
        site.encoder().script(encoding -> key.equals(encoding.sourceKey()), Outcome.finishesAfter(encoded));
        Message letter = deadLetter();
        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .messageBody(letter.body())
                .messageAttributes(letter.messageAttributes()));
        eventually(() -> site.records(key).contains("2.claim"));
    }

    private String fate(String key) {
        String receipt = receipt(key);
        return receipt.replaceFirst("(?s).*\"fate\":\"(\\w+)\".*", "$1");
    }

    /** Empty where there is none yet; the sandbox's store lists an object a moment before it gives it. */
    private String receipt(String key) {
        List<String> names = site.names("_jobs/failures-done/").stream()
                .filter(name -> name.contains("-" + Upload.keyHash(Site.SOURCES, key) + "-"))
                .toList();
        try {
            return names.isEmpty()
                    ? ""
                    : site.s3()
                            .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(names.get(0)))
                            .asUtf8String();
        } catch (NoSuchKeyException e) {
            return "";
        }
    }
}
