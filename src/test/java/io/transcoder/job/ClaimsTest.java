package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.sandbox.Request;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How an attempt is opened, claimed, or given up. */
@Tag("slow")
class ClaimsTest {
    private static final Instant SEEN = Instant.parse("2026-11-24T06:00:00Z");

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Claims claims = new Claims(ledger, bench.clock());
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theNameAndTheMarkerAreThereBeforeTheClaim() {
        Claim claim = claim("enc-1");

        assertThat(claim.encodingId()).isEqualTo("enc-1");
        assertThat(claim.source()).isEqualTo(upload.source());
        assertThat(bench.open()).containsExactly(upload.id() + ".1");
        List<String> puts = bench.tap().operations().stream()
                .filter(operation -> operation.startsWith("PUT "))
                .toList();
        assertThat(puts)
                .endsWith("PUT _jobs/" + upload.id() + "/1.claim")
                .contains("PUT _jobs/open/" + upload.id() + ".1");
        assertThat(ledger.called("VX-7")).containsExactly(upload.id());
    }

    @Test
    void aNameThatTheStoreDoesNotTakeLeavesTheAttemptUnclaimed() {
        bench.tap()
                .on(request -> request.operation().startsWith("PUT _jobs/names/"))
                .always()
                .answer(503, Map.of(), "");

        assertThatThrownBy(() -> claim("enc-1")).isInstanceOf(S3Exception.class);

        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.NEW);
    }

    @Test
    void whoeverWasThereFirstHoldsTheAttempt() {
        claim("enc-1");

        assertThat(claim("enc-2").encodingId()).isEqualTo("enc-1");
        assertThat(ledger.isClaimed(upload.id(), "enc-2")).isFalse();
    }

    @Test
    void anAttemptThatWasGivenUpIsNotClaimed() {
        ledger.skip(upload, 1, "never claimed");

        assertThat(claim("enc-1").isSkip()).isTrue();
    }

    @Test
    void aClaimThatWasTakenBeforeItsNextTryIsRefusedIsStillWatched() {
        Predicate<Request> put = request -> request.operation().equals("PUT _jobs/" + upload.id() + "/1.claim");
        bench.tap().on(put).loseReply();
        bench.tap().on(put).nth(2).always().answer(400, Map.of(), "<Error><Code>ExpiredToken</Code></Error>");

        assertThatThrownBy(() -> claim("enc-1")).isInstanceOf(S3Exception.class);

        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.CLAIMED);
        assertThat(bench.open()).containsExactly(upload.id() + ".1");
    }

    @Test
    void whoseClaimIsRefusedTakesNoMarkerAwayFromWhoeverHoldsTheAttempt() {
        claim("enc-1");
        onClaim(403);

        assertThatThrownBy(() -> claim("enc-2")).isInstanceOf(S3Exception.class);

        assertThat(bench.open()).containsExactly(upload.id() + ".1");
    }

    @Test
    void anAttemptThatIsResumedIsWatched() {
        Claim claim = claim("enc-1");
        ledger.close(bench.marker(upload, 1));

        claims.watch(claim);
        claims.watch(claim);

        assertThat(bench.open()).containsExactly(upload.id() + ".1");
        assertThat(ledger.openUpload(bench.marker(upload, 1))).contains(upload);
    }

    @Test
    void aStoreInTroubleMayHaveTakenTheClaimSoTheMarkerStays() {
        onClaim(503);

        assertThatThrownBy(() -> claim("enc-1")).isInstanceOf(S3Exception.class);

        assertThat(bench.open()).containsExactly(upload.id() + ".1");
    }

    @Test
    void aProfileWithoutAnOutputOpensNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> claims.claim(
                        upload,
                        Decision.encode(1),
                        "mp4",
                        Encoding.created("enc-1"),
                        "input-1",
                        SEEN,
                        Replay.NONE,
                        List.of()))
                .withMessageContaining("'mp4'");

        assertThat(bench.open()).isEmpty();
    }

    @Test
    void aStreamThatNoMuxingTakesOpensNothing() {
        var picture = new Asked(List.of("s-1"), List.of(), null);
        Encoding behind = Encoding.created("enc-1")
                .withStream("s-1", "picture")
                .asking("s-1", picture)
                .withOutput(new Output(LedgerBench.outputOf(upload), "mp4/1", picture))
                .withOutput(new Output("web/VX-7.mxf/sprite.vtt", "sprite/1"))
                .withStream("s-2", "words")
                .asking("s-2", new Asked(List.of(), List.of(), null))
                .withStream("s-3", "sound")
                .asking("s-3", new Asked(List.of("s-3"), List.of("s-3"), null));

        assertThatIllegalStateException()
                .isThrownBy(() -> claims.claim(
                        upload, Decision.encode(1), "mp4", behind, "input-1", SEEN, Replay.NONE, List.of()))
                .withMessageContainingAll("'mp4'", "that no muxing takes");

        assertThat(bench.open()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = " ")
    void aProfileThatIsNotNamedOpensNothing(String profile) {
        assertThatIllegalStateException()
                .isThrownBy(() -> claim(profile, "enc-1"))
                .withMessageContaining("setVariable");

        assertThat(bench.open()).isEmpty();
        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.NEW);
    }

    @Test
    void anOpenAttemptIsAbandonedWhenNobodyCanStillBeAboutToClaimIt() {
        ledger.open(upload, 1);
        OpenMarker marker = bench.marker(upload, 1);

        assertThat(claims.isAbandoned(marker)).isFalse();
        assertThat(new Claims(ledger, bench.after(Duration.ofHours(23))).isAbandoned(marker))
                .isFalse();
        assertThat(new Claims(ledger, bench.after(Duration.ofHours(25))).isAbandoned(marker))
                .isTrue();
    }

    @Test
    void anAbandonedAttemptIsSkippedAndItsUploadMayBeToldOfAgain() {
        ledger.open(upload, 1);

        assertThat(claims.abandon(bench.marker(upload, 1))).isTrue();

        assertThat(ledger.lastEnd(ledger.history(upload.id())).reason()).isEqualTo("never claimed");
        assertThat(new Admission(ledger).decide(upload, Replay.NONE)).isEqualTo(Decision.encode(2));
    }

    @Test
    void anAttemptThatIsClaimedAtTheLastMomentIsNotAbandoned() {
        ledger.open(upload, 1);
        OpenMarker marker = bench.marker(upload, 1);
        claim("enc-1");

        assertThat(claims.abandon(marker)).isFalse();

        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.CLAIMED);
    }

    @Test
    void whoIsAboutToClaimAnAbandonedAttemptIsToldThatItIsOver() {
        ledger.open(upload, 1);
        claims.abandon(bench.marker(upload, 1));

        assertThat(claim("enc-1").isSkip()).isTrue();
    }

    @Test
    void ofAMarkerThatSaysNothingNothingIsLeftToDo() {
        bench.put("open/" + upload.id(), "1");
        OpenMarker old = ledger.openMarkers().get(0);

        assertThat(claims.abandon(old)).isTrue();

        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.NEW);
    }

    @Test
    void whatNeedsNoEncodeIsSkippedForTheReason() {
        claims.skip(upload, Decision.encode(1), Admission.EMPTY);

        assertThat(ledger.lastEnd(ledger.history(upload.id())).reason()).isEqualTo(Admission.EMPTY);
    }

    private Claim claim(String encodingId) {
        return claim("mp4", encodingId);
    }

    private Claim claim(String profile, String encodingId) {
        return claims.claim(
                upload,
                Decision.encode(1),
                profile,
                Encoding.created(encodingId)
                        .withOutput(new Output(LedgerBench.outputOf(upload), "mp4/1"))
                        .withStartOptions(Map.of("videoCodec", "H264")),
                "input-1",
                SEEN,
                Replay.NONE,
                List.of());
    }

    private void onClaim(int status) {
        bench.tap()
                .on(request -> request.operation().equals("PUT _jobs/" + upload.id() + "/1.claim"))
                .always()
                .answer(status, Map.of(), "<Error><Code>Refused</Code></Error>");
    }
}
