package io.transcoder.lab.matrix;

import static io.transcoder.lab.matrix.Histories.OUT;
import static io.transcoder.lab.matrix.Histories.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Plants what must never happen into histories, and sees the checker notice; and sees it content with what is right. */
class CheckerTest {
    private final Histories histories = new Histories();

    @Nested
    class NothingIsWrong {
        @Test
        void nothingUploadedBreaksNothing() {
            assertKept(histories);
        }

        @Test
        void theUsualPathKeepsAllPromises() {
            assertKept(histories.usualPath());
        }

        @Test
        void anOpenJobThatIsListedIsNotLost() {
            assertKept(histories.upload("e1", 0).open("e1"));
        }

        @Test
        void aMessageInTheQueueIsNotLost() {
            assertKept(histories.upload("e1", 0).message(event("e1", 0)));
        }

        @Test
        void anUploadThatTheMamRemovedNeedsNoEncode() {
            assertKept(histories.upload("e1", 0).removedByMam(null, null, 5));
        }

        @Test
        void anUploadThatTheMamReplacedNeedsNoEncode() {
            assertKept(histories
                    .upload("e0", -5)
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .look(OUT, 11)
                    .delete(20));
        }

        @Test
        void aFailureWithItsDeadLetterIsFine() {
            assertKept(histories.failedEncode().letter(event("e1", 0), "enc-1"));
        }

        @Test
        void aLetterThatAnOperatorDroppedWasSeen() {
            assertKept(histories
                    .failedEncode()
                    .letter(event("e1", 0), Map.of("reason", "ERROR", "encoding-id", "enc-1"), Fate.DROPPED));
        }

        @Test
        void aSecondEncodeAfterAFailureIsFine() {
            assertKept(histories
                    .failedEncode()
                    .encode("enc-2", "job-1", "e1", 11, 20)
                    .look(OUT, 21)
                    .delete(22));
        }

        @Test
        void anEncodeOfEachVersionIsFine() {
            assertKept(histories
                    .upload("e1", 0)
                    .encoding("enc-1", "job-1", "e1", "CANCELED", 1, 6)
                    .stopped("enc-1")
                    .upload("e2", 5)
                    .encode("enc-2", "job-2", "e2", 7, 12)
                    .look(OUT, 13)
                    .delete(14));
        }

        @Test
        void anEncodeThatReadTheNextVersionWasPaidForTheOneBefore() {
            assertKept(histories
                    .upload("e1", 0)
                    .upload("e2", 2)
                    .encoding("enc-1", "job-1", "e2", "CANCELED", 1, 6)
                    .stopped("enc-1")
                    .encode("enc-2", "job-2", "e2", 7, 12)
                    .look(OUT, 13)
                    .delete(14));
        }

        @Test
        void anEncodeThatWasStoppedBeforeItReadAnythingWasPaidForTheVersionThatItWasMadeFor() {
            assertKept(histories
                    .upload("e1", 0)
                    .upload("e2", 2)
                    .encoding("enc-1", "job-1", null, "CANCELED", 3, 4)
                    .last(encoding -> made(encoding, Histories.at(1)))
                    .stopped("enc-1")
                    .encode("enc-2", "job-2", "e2", 7, 12)
                    .look(OUT, 13)
                    .delete(14));
        }

        @Test
        void anEncodingThatWasNeverStartedCostsNothing() {
            assertKept(histories
                    .usualPath()
                    .encoding("enc-2", "job-1", null, "CREATED", 5, null)
                    .last(encoding -> started(encoding, 0)));
        }

        @Test
        void anOutputThatTheMamTookAtOnceIsWritten() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .outputRemoved(Actor.MAM, 11)
                    .look("enc-1", 12)
                    .delete(13));
        }

        @Test
        void aSourceIsKeptWhereBitmovinForgotTheEncoding() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .forgotten("enc-1"));
        }

        @Test
        void aDeleteOnAVersionedBucketHidesWhatWasEncoded() {
            assertKept(histories
                    .upload("e1", "v1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .look(OUT, 11)
                    .hidden("m1", 12));
        }

        @Test
        void aVersionBelowAHiddenOneThatIsPurgedIsNotWantedAgain() {
            assertKept(histories
                    .upload("e1", "v1", 0)
                    .upload("e2", "v2", 1)
                    .encode("enc-2", "job-2", "e2", 2, 10)
                    .look(OUT, 11)
                    .hidden("m1", 12)
                    .removedByMam("v2", null, 13));
        }

        @Test
        void aDeleteThatWasAskedInTimeMayMeetTheSameBytesAsLongAsTheirOutputIsThere() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .look(OUT, 11)
                    .upload("e1", 14)
                    .delete(13, 15));
        }

        @Test
        void aLateDeleteOfTheSameBytesWhileTheyAreEncodedIsFineAsLongAsTheirOutputIsThere() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .look(OUT, 11)
                    .upload("e1", 13)
                    .encoding("enc-2", "job-2", "e1", "ERROR", 14, 16)
                    .letter(event("e1", 13), "enc-2")
                    .delete(12, 15));
        }

        @Test
        void aFailureThatTheSameBytesHadWithoutAnOutputIsTriedAgain() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .outputOverwritten(11)
                    .letter(event("e1", 0), "enc-1"));
        }

        @Test
        void aReportOfAnOutputThatWasOverwrittenAfterALookForAnotherReasonIsRight() {
            assertKept(histories
                    .upload("e1", 0)
                    .encode("enc-1", "job-1", "e1", 1, 10)
                    .look(OUT, 11)
                    .outputOverwritten(12)
                    .letter(event("e1", 0), "enc-1"));
        }
    }

    @Nested
    class NothingIsLost {
        @Test
        void anUploadWithoutATraceIsLost() {
            assertBroken(1, "lost", histories.upload("e1", 0));
        }

        @Test
        void aFalseSourceGoneIsLost() {
            // whatever the ledger gives as the reason: the MAM has not taken it away
            assertBroken(
                    1,
                    "lost",
                    histories
                            .upload("e1", 0)
                            .upload("e2", 3)
                            .removedByMam(null, null, 4)
                            .upload("e2", 9));
        }

        @Test
        void theOutputOfAnotherVersionDoesNotSaveAnUpload() {
            assertBroken(
                    1,
                    "(e2) is lost",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .upload("e2", 5));
        }

        @Test
        void ofThreeVersionsThatGiveWayToEachOtherTheLastIsLost() {
            assertBroken(
                    1, "(e3) is lost", histories.upload("e1", 0).upload("e2", 1).upload("e3", 2));
        }

        @Test
        void aVersionThatIsTheCurrentOneAgainIsLost() {
            assertBroken(
                    1,
                    "(e1) is lost",
                    histories
                            .upload("e1", "v1", 0)
                            .encoding("enc-1", "job-1", "e1", "CANCELED", 1, 6)
                            .stopped("enc-1")
                            .upload("e2", "v2", 5)
                            .removedByMam("v2", null, 7));
        }

        @Test
        void aVersionBelowOneThatIsPurgedIsWantedAgain() {
            assertBroken(
                    1,
                    "(e1) is lost",
                    histories.upload("e1", "v1", 0).upload("e2", "v2", 1).removedByMam("v2", null, 2));
        }

        @Test
        void aVersionThatTheApplicationHidIsLost() {
            assertBroken(
                    1,
                    "(e2) is lost",
                    histories
                            .upload("e1", "v1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .look(OUT, 11)
                            .upload("e2", "v2", 12)
                            .hidden("m1", 13));
        }

        @Test
        void anEmptyOutputDoesNotSaveAnUpload() {
            assertBroken(1, "lost", histories.usualPath().last(CheckerTest::withoutBytes));
        }

        @Test
        void anOutputThatTheApplicationRemovedDoesNotSaveAnUpload() {
            assertBroken(1, "lost", histories.usualPath().outputRemoved(Actor.APPLICATION, 30));
        }

        @Test
        void anOutputThatWasOverwrittenUnseenDoesNotSaveAnUpload() {
            assertBroken(
                    1,
                    "lost",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .outputOverwritten(11)
                            .look(OUT, 12)
                            .delete(13));
        }

        @Test
        void anOpenMarkerThatIsNotListedIsLost() {
            // jobs list does not know it, so it is not in the history's open jobs
            assertBroken(1, "lost", histories.upload("e1", 0).encoding("enc-1", "job-1", "e1", "RUNNING", 1, null));
        }

        @Test
        void aLetterThatWasSentBackAndCameToNothingIsLost() {
            assertBroken(
                    1,
                    "lost",
                    histories
                            .failedEncode()
                            .letter(event("e1", 0), Map.of("reason", "ERROR", "encoding-id", "enc-1"), Fate.SENT_BACK));
        }

        @Test
        void aSourceThatNobodyDealsWithIsNoticed() {
            assertBroken(
                    1,
                    "neither deleted nor reported",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .look(OUT, 11));
        }
    }

    @Nested
    class AtMostOneIsPaid {
        @Test
        void aSecondEncodeOfAJobIsADoubleStart() {
            assertBroken(2, "paid for again", histories.usualPath().encode("enc-2", "job-1", "e1", 12, 15));
        }

        @Test
        void aSecondJobOfTheSameUploadIsADoubleStart() {
            // jobs submit and the native event under two ids
            assertBroken(2, "paid for again", histories.usualPath().encode("enc-2", "job-2", "e1", 12, 15));
        }

        @Test
        void anOlderVersionThatWasNeverPaidForDoesNotExcuseADoubleStart() {
            assertBroken(
                    2, "paid for again", histories.upload("e0", -5).usualPath().encode("enc-2", "job-2", "e1", 12, 15));
        }

        @Test
        void aSecondStartBesideARunningOneIsADoubleStart() {
            assertBroken(
                    2,
                    "paid for again",
                    histories
                            .failedEncode()
                            .encode("enc-2", "job-1", "e1", 5, 15)
                            .look(OUT, 16)
                            .delete(17));
        }

        @Test
        void anEncodingThatIsStartedTwiceIsNoticed() {
            assertBroken(2, "is started 2 times", histories.usualPath().last(encoding -> started(encoding, 2)));
        }

        @Test
        void anEncodeThatBitmovinForgotHasNotFailed() {
            assertBroken(
                    2,
                    "paid for again",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .forgotten("enc-1")
                            .outputRemoved(Actor.APPLICATION, 11)
                            .encode("enc-2", "job-1", "e1", 12, 15)
                            .look(OUT, 16)
                            .delete(17));
        }

        @Test
        void aHealthyEncodingThatTheApplicationStoppedHasNotFailed() {
            assertBroken(
                    2,
                    "paid for again",
                    histories
                            .upload("e1", 0)
                            .encoding("enc-1", "job-1", "e1", "CANCELED", 1, 5)
                            .stopped("enc-1")
                            .encode("enc-2", "job-1", "e1", 6, 10)
                            .look(OUT, 11)
                            .delete(12));
        }

        @Test
        void aKeyThatNobodyUploadedIsNoticed() {
            assertBroken(2, "nobody uploaded", histories.encode("enc-1", "job-1", "e1", 1, 10));
        }
    }

    @Nested
    class NoSourceIsDeletedTooEarly {
        @Test
        void aDeleteBeforeTheEncodeIsFinishedIsTooEarly() {
            assertBroken(
                    3,
                    "before an output of it was complete",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .look(OUT, 11)
                            .delete(9));
        }

        @Test
        void aDeleteAfterAFailedEncodeIsTooEarly() {
            assertBroken(
                    3,
                    "before an output of it was complete",
                    histories.failedEncode().letter(event("e1", 0), "enc-1").delete(30));
        }

        @Test
        void aDeleteOfOtherBytesThanThoseEncodedIsNoticed() {
            assertBroken(3, "other bytes were encoded", histories.usualPath().upload("e2", 19));
        }

        @Test
        void aDeleteBeforeALookAtTheOutputIsTooEarly() {
            assertBroken(
                    3,
                    "before its output was looked into",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .delete(11));
        }

        @Test
        void aLookAtSomebodyElsesBytesIsNoLookAtTheOutput() {
            assertBroken(
                    3,
                    "before its output was looked into",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .outputOverwritten(11)
                            .look(OUT, 12)
                            .delete(13));
        }

        @Test
        void aDeleteOfAnotherUploadOfTheSameBytesWhileItIsEncodedIsNoticed() {
            assertBroken(
                    3,
                    "another upload of the same bytes was meant",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .look(OUT, 11)
                            .upload("e1", 12)
                            .encoding("enc-2", "job-2", "e1", "RUNNING", 13, null)
                            .delete(15));
        }

        @Test
        void aLateDeleteAfterTheOldOutputWasRemovedLeavesNothing() {
            assertBroken(
                    3,
                    "neither source nor output",
                    histories
                            .upload("e1", 0)
                            .encode("enc-1", "job-1", "e1", 1, 10)
                            .look(OUT, 11)
                            .upload("e1", 13)
                            .outputRemoved(Actor.APPLICATION, 14)
                            .delete(12, 15));
        }

        @Test
        void anOutputThatIsRemovedAfterItsSourceLeavesNothing() {
            assertBroken(3, "neither source nor output", histories.usualPath().outputRemoved(Actor.APPLICATION, 30));
        }
    }

    @Nested
    class EveryFailureIsVisible {
        @Test
        void aFailureWithoutADeadLetterIsSwallowed() {
            assertBroken(4, "neither a dead letter nor a next attempt", histories.failedEncode());
        }

        @Test
        void aDeadLetterOfAnotherEncodingDoesNotReportAFailure() {
            assertBroken(
                    4,
                    "neither a dead letter nor a next attempt",
                    histories.failedEncode().letter(event("e1", 0), "enc-9"));
        }

        @Test
        void aDeadLetterWithAChangedEventIsNoticed() {
            assertBroken(
                    4,
                    "does not hold the event of an upload as it was",
                    histories.failedEncode().letter(event("e1", 0).replace("\"size\":5", "\"size\":6"), "enc-1"));
        }

        @Test
        void aDeadLetterWithoutAReasonIsNoticed() {
            assertBroken(
                    4,
                    "gives no reason",
                    histories.failedEncode().letter(event("e1", 0), Map.of("encoding-id", "enc-1"), Fate.LYING));
        }

        @Test
        void aSuccessThatIsReportedAsAFailureIsNoticed() {
            assertBroken(
                    4,
                    "reported as failed, and it is finished",
                    histories.usualPath().letter(event("e1", 0), "enc-1"));
        }

        @Test
        void aLetterOfAnEncodingThatBitmovinForgotIsRight() {
            assertKept(histories.usualPath().forgotten("enc-1").letter(event("e1", 0), "enc-1"));
        }
    }

    @Nested
    class WhatAnOperatorStoppedStays {
        private Histories stopped() {
            return histories
                    .upload("e1", 0)
                    .encoding("enc-1", "job-1", "e1", "CANCELED", 1, 6)
                    .stoppedByOperator("enc-1");
        }

        @Test
        void aSourceWithoutOutputOrLetterIsRight() {
            assertKept(stopped());
        }

        @Test
        void withoutAnOrderItIsLost() {
            assertBroken(
                    1,
                    "is lost",
                    histories
                            .upload("e1", 0)
                            .encoding("enc-1", "job-1", "e1", "CANCELED", 1, 6)
                            .stopped("enc-1"));
        }

        @Test
        void anotherEncodeIsPaidForAgain() {
            assertBroken(2, "is paid for again", stopped().encoding("enc-2", "job-1", "e1", "FINISHED", 7, 12));
        }

        @Test
        void itsSourceIsNotDeleted() {
            assertBroken(
                    3,
                    "an operator had stopped its encoding",
                    histories.usualPath().stoppedByOperator("enc-1"));
        }

        @Test
        void noLetterTellsOfIt() {
            assertBroken(Violation.BESIDE, "is reported as failed", stopped().letter(event("e1", 0), "enc-1"));
        }
    }

    @Nested
    class NoBillIsLost {
        @Test
        void aBillThatIsInTheSumsIsRight() {
            assertKept(histories.usualPath().billed("2 minutes", false, "2 minutes"));
        }

        @Test
        void aBillThatIsStillToComeIsRight() {
            assertKept(histories.usualPath().billed(null, true));
            assertKept(new Histories().usualPath().billed("2 minutes", true));
        }

        @Test
        void neitherBillNorAnnouncementIsFound() {
            assertBroken(
                    Violation.BESIDE, "neither a bill", histories.usualPath().billed(null, false));
        }

        @Test
        void sumsThatSaySomethingElseAreFound() {
            assertBroken(Violation.BESIDE, "sums find", histories.usualPath().billed("2 minutes", false, "3 minutes"));
        }

        @Test
        void aBillThatSumsMissOrCountTwiceIsFound() {
            assertBroken(Violation.BESIDE, "sums find", histories.usualPath().billed("2 minutes", false));
            assertBroken(
                    Violation.BESIDE,
                    "sums find",
                    new Histories().usualPath().billed("2 minutes", true, "2 minutes", "2 minutes"));
        }
    }

    private static void assertKept(Histories histories) {
        assertThat(Checker.check(histories.history())).isEmpty();
    }

    private static void assertBroken(int promise, String part, Histories histories) {
        assertThat(Checker.check(histories.history())).anySatisfy(violation -> {
            assertThat(violation.promise()).isEqualTo(promise);
            assertThat(violation.what()).contains(part);
        });
    }

    private static Encoding started(Encoding e, int times) {
        return changed(e, times, e.outputs(), e.createdAt());
    }

    private static Encoding made(Encoding e, Instant at) {
        return changed(e, e.startedCount(), e.outputs(), at);
    }

    private static Encoding withoutBytes(Encoding e) {
        Output output = e.outputs().get(0);
        return changed(
                e,
                e.startedCount(),
                List.of(new Output(
                        output.muxingId(), output.bucket(), output.key(), output.acl(), output.writtenAt(), 0)),
                e.createdAt());
    }

    private static Encoding changed(Encoding e, int startedCount, List<Output> outputs, Instant createdAt) {
        return new Encoding(
                e.id(),
                e.name(),
                e.labels(),
                e.status(),
                e.progress(),
                startedCount,
                e.sourceBucket(),
                e.sourceKey(),
                e.sourceETag(),
                e.sourceReadAt(),
                outputs,
                createdAt,
                e.startedAt(),
                e.finishedAt(),
                e.deleted());
    }
}
