package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class S3EventReaderTest {

    private static final S3Events PUT = S3Events.put("sources", "in/VX-7.mxf");

    private final S3EventReader reader = new S3EventReader();

    // what is an upload

    @Test
    void aNativeEventIsAnUpload() {
        String body = PUT.size(42).eTag("abc").versionId("v1").json();

        assertThat(only(body))
                .isEqualTo(new Upload(
                        "sources",
                        "in/VX-7.mxf",
                        null,
                        42,
                        "abc",
                        "v1",
                        Instant.parse("2026-11-24T06:00:00.123Z"),
                        body,
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectCreated:Put",
                "ObjectCreated:Post",
                "ObjectCreated:Copy",
                "ObjectCreated:CompleteMultipartUpload",
                "s3:ObjectCreated:CompleteMultipartUpload",
                "ObjectCreated:SomethingNew"
            })
    void everyWayOfCreationIsAnUpload(String name) {
        assertThat(only(PUT.eventName(name).json()).key()).isEqualTo("in/VX-7.mxf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2.0", "2.1", "2.3", "2.17", "1.0", "3.0", "", "two"})
    void everyEventVersionIsRead(String version) {
        assertThat(only(PUT.json().replace("\"2.1\"", "\"" + version + "\"")).key())
                .isEqualTo("in/VX-7.mxf");
    }

    @Test
    void unknownFieldsAreNoObstacle() {
        String body = PUT.json()
                .replace("\"key\":", "\"glacier\":{\"a\":[1,null,{}]},\"key\":")
                .replace("{\"Records\":", "{\"New\":1.50e400,\"Records\":");

        assertThat(only(body).event()).isEqualTo(body);
    }

    @Test
    void anEventInsideSnsIsUnwrapped() {
        assertThat(only(PUT.sns())).isEqualTo(only(PUT.json()));
    }

    @Test
    void anEventOfEventBridgeIsAnUpload() {
        String body = PUT.size(42).eTag("abc").versionId("v1").eventBridge();

        assertThat(only(body))
                .isEqualTo(new Upload(
                        "sources",
                        "in/VX-7.mxf",
                        null,
                        42,
                        "abc",
                        "v1",
                        Instant.parse("2026-11-24T06:00:00.123Z"),
                        body,
                        null));
    }

    @Test
    void anEventOfEventBridgeInsideSnsIsUnwrapped() {
        assertThat(only(S3Events.inSns(PUT.eventBridge()))).isEqualTo(only(PUT.eventBridge()));
    }

    @Test
    void allShapesPointAtTheSameObject() {
        String keyHash = only(PUT.json()).keyHash();

        assertThat(only(PUT.sns()).keyHash()).isEqualTo(keyHash);
        assertThat(only(PUT.eventBridge()).keyHash()).isEqualTo(keyHash);
    }

    @Test
    void emptyObjectsAndFolderPlaceholdersAreLeftToTheCaller() {
        assertThat(only(S3Events.put("sources", "in/new folder/").size(0).json())
                        .key())
                .isEqualTo("in/new folder/");
    }

    // keys

    static Stream<String> oddKeys() {
        return Stream.of(
                "a b",
                "a+b",
                "a%b",
                "a%2Bb",
                "a%252Bb",
                "a?b&c=d#e",
                "\"quoted\" 'single' `tick`",
                "{a}$b",
                "../../etc/passwd",
                "in//double",
                "/leading",
                "trailing/",
                "a\r\nSet-Cookie: x",
                "\u001B[2J",
                "a\u0000b",
                "back\\slash",
                "in/日本語 Füße.mxf",
                "in/😀👨‍👩‍👧.mxf",
                "Ame\u0301lie",
                "${sys.user.name}",
                "{{bitmovin.api-key}}",
                "${header.CamelHttpUri}",
                "<a>&amp;</a>",
                "*",
                " ",
                ".",
                "\uFFFD",
                "\u2028",
                "x".repeat(1024),
                "ü".repeat(512),
                "😀".repeat(256));
    }

    @ParameterizedTest
    @MethodSource("oddKeys")
    void anOddKeyComesOutAsItWentIn(String key) {
        S3Events put = S3Events.put("sources", key);

        for (String body : List.of(put.json(), put.sns(), put.eventBridge())) {
            Upload upload = only(body);
            assertThat(upload.key()).isEqualTo(key);
            assertThat(upload.toString()).doesNotContain("\r", "\n", "\u001B", "\u0000");
            assertThat(only(upload.event())).isEqualTo(upload);
        }
    }

    @ParameterizedTest
    @MethodSource("oddKeys")
    void anOddKeySurvivesBeingOneRecordOfSeveral(String key) {
        Upload upload = reader.read(S3Events.records(PUT, S3Events.put("sources", key)))
                .uploads()
                .get(1);

        assertThat(upload.key()).isEqualTo(key);
        assertThat(only(upload.event())).isEqualTo(upload);
    }

    @Test
    void aNativeKeyIsDecodedExactlyOnce() {
        assertThat(only(withEncodedKey("a%252Bb+c%2B%e2%82%ac")).key()).isEqualTo("a%2Bb c+€");
    }

    @Test
    void aNativeKeyThatAStoreLeftUnencodedIsTakenAsItIs() {
        assertThat(only(withEncodedKey("in/Füße 😀.mxf")).key()).isEqualTo("in/Füße 😀.mxf");
    }

    @Test
    void aKeyOfEventBridgeIsNotDecoded() {
        assertThat(only(S3Events.put("sources", "a%2Bb+c%zz").eventBridge()).key())
                .isEqualTo("a%2Bb+c%zz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%",
                "a%4",
                "a%zz",
                "a%4g",
                "a%%41",
                "a%-1",
                "a%+1",
                "%u0041",
                "%\uFF11\uFF11",
                "a%ff",
                "%C3",
                "%C3%28",
                "%C0%AF",
                "%ED%A0%80",
                "%F5%80%80%80"
            })
    void aKeyThatDoesNotDecodeIsTakenAsItIs(String written) {
        Upload upload = only(withEncodedKey(written));

        assertThat(upload.key()).isEqualTo(written);
        assertThat(upload.rawKey()).isNull();
    }

    @Test
    void anEmptyKeyIsMalformed() {
        assertMalformed(withEncodedKey("")).hasMessageContaining("the key is empty");
        assertMalformed(S3Events.put("sources", "").eventBridge()).hasMessageContaining("the key is empty");
    }

    @ParameterizedTest
    @MethodSource("tooLongKeys")
    void aKeyOfMoreThan1024BytesIsMalformed(String key) {
        S3Events put = S3Events.put("sources", key);

        assertMalformed(put.json()).hasMessageContaining("S3 allows 1024");
        assertMalformed(put.eventBridge()).hasMessageContaining("S3 allows 1024");
    }

    static Stream<String> tooLongKeys() {
        return Stream.of("x".repeat(1025), "ü".repeat(512) + "x", "😀".repeat(256) + "x");
    }

    @Test
    void halfASurrogatePairIsMalformed() {
        assertMalformed(withEncodedKey("a\\ud83d")).hasMessageContaining("surrogate");
        assertMalformed(withEncodedKey("a\ud83d")).hasMessageContaining("surrogate");
        assertMalformed(PUT.eventBridge().replace("VX-7", "\\udc00")).hasMessageContaining("surrogate");
    }

    // several records

    @Test
    void severalRecordsAreUploadsInTheirOrder() {
        assertThat(reader.read(S3Events.records(S3Events.put("b", "1"), S3Events.put("b", "2"), S3Events.put("b", "3")))
                        .uploads())
                .extracting(Upload::key)
                .containsExactly("1", "2", "3");
    }

    @Test
    void eachOfSeveralRecordsIsKeptCharacterForCharacter() {
        String odd = PUT.record()
                .replaceFirst(
                        "\\{",
                        "{ \"n\" : 1.500e+2,\t\"big\":123456789012345678901234567890.0, \"u\":\"\\\\u00e9\\\\/é\" ,");
        String body = "{ \"x\":[{\"Records\":[]}], \"Records\" : [ " + odd + " ,\n" + PUT.record() + " ] ,\"y\":{} }";

        assertThat(reader.read(body).uploads())
                .extracting(Upload::event)
                .containsExactly("{\"Records\":[" + odd + "]}", "{\"Records\":[" + PUT.record() + "]}");
    }

    @Test
    void recordsAreCutOutRightInALongBodyOfManyRecords() {
        String filler = "\"filler\":\"" + "é😀\\n".repeat(2_000) + "\",";
        String record = PUT.record().replaceFirst("\\{", "{" + filler);
        String body = "{\"Records\":[" + String.join(",", Collections.nCopies(40, record)) + "]}";

        assertThat(reader.read(body).uploads())
                .hasSize(40)
                .extracting(Upload::event)
                .containsOnly("{\"Records\":[" + record + "]}");
    }

    @Test
    void severalRecordsInsideSnsAreKeptAsTheMessageHadThem() {
        assertThat(reader.read(S3Events.inSns(S3Events.records(PUT, PUT))).uploads())
                .extracting(Upload::event)
                .containsExactly(PUT.json(), PUT.json());
    }

    @Test
    void oneRecordStaysInTheBodyItCameIn() {
        String body = " {\"extra\" : 1.0, \"Records\" : [ " + PUT.record() + " ] } \n";

        assertThat(only(body).event()).isEqualTo(body);
        assertThat(only(S3Events.inSns(body)).event()).isEqualTo(body);
    }

    @Test
    void recordsToIgnoreAreCountedBesideTheUploads() {
        S3Events removed = PUT.eventName("ObjectRemoved:Delete");
        String foreign = PUT.record().replace("aws:s3", "aws:ses").replace("\"s3\":", "\"ses\":");
        String body = S3Events.records(removed, PUT, removed).replaceFirst("\\]\\}$", "," + foreign + "]}");

        S3Event event = reader.read(body);

        assertThat(event.uploads()).extracting(Upload::event).containsExactly(PUT.json());
        assertThat(event.ignored()).containsOnly(entry("not-a-creation", 2), entry("not-s3", 1));
    }

    @Test
    void oneBadRecordDoesNotTakeTheSoundOnesAlong() {
        String noKey = S3Events.put("sources", "").record();

        for (String bad : List.of(noKey, "17", "null", "[]")) {
            S3Event event = reader.read("{\"Records\":[" + PUT.record() + "," + bad + "," + PUT.record() + "]}");

            assertThat(event.uploads()).extracting(Upload::event).containsExactly(PUT.json(), PUT.json());
            assertThat(event.unreadable()).containsExactly("{\"Records\":[" + bad + "]}");
            assertMalformed(event.unreadable().get(0));
        }
    }

    @Test
    void aMessageOfMoreThanFiveThousandRecordsIsMalformed() {
        String most = String.join(",", Collections.nCopies(5_000, "{}"));

        assertThat(reader.read("{\"Records\":[" + most + "]}").unreadable()).hasSize(5_000);
        assertMalformed("{\"Records\":[" + most + ",{}]}").hasMessageContaining("5001 records");
    }

    // what is ignored

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectRemoved:Delete",
                "ObjectRemoved:DeleteMarkerCreated",
                "ObjectRestore:Completed",
                "ObjectTagging:Put",
                "s3:ObjectRemoved:Delete",
                "ReducedRedundancyLostObject"
            })
    void whatIsNotACreationIsIgnored(String name) {
        assertIgnored(PUT.eventName(name).json(), "not-a-creation");
    }

    @Test
    void anotherDetailTypeOfEventBridgeIsIgnored() {
        assertIgnored(PUT.eventName("ObjectRemoved:Delete").eventBridge(), "not-a-creation");
    }

    @Test
    void anotherServiceIsIgnoredWhereItNamesNoObject() {
        assertIgnored(PUT.json().replace("aws:s3", "aws:dynamodb").replace("\"s3\":", "\"dynamodb\":"), "not-s3");
        assertIgnored(PUT.eventBridge().replace("aws.s3", "aws.ec2"), "not-s3");
    }

    @Test
    void theTestEventIsIgnoredRawAndInsideSns() {
        assertIgnored(S3Events.testEvent("sources"), "test-event");
        assertIgnored(S3Events.inSns(S3Events.testEvent("sources")), "test-event");
    }

    @Test
    void aQuestionOfSnsAboutItsSubscriptionIsIgnored() {
        assertIgnored(
                "{\"Type\":\"SubscriptionConfirmation\",\"Token\":\"t\",\"Message\":\"You have chosen\"}",
                "sns-subscription");
        assertIgnored("{\"Type\":\"UnsubscribeConfirmation\",\"Token\":\"t\"}", "sns-subscription");
    }

    @Test
    void anEventWithoutARecordIsIgnored() {
        assertIgnored("{\"Records\":[]}", "empty");
        assertIgnored(S3Events.inSns("{\"Records\":[]}"), "empty");
    }

    // what is malformed

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\n\t", "\u2003"})
    void aBodyOfNothingIsMalformed(String body) {
        assertMalformed(body).hasMessageContaining("it is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{",
                "{\"Records\":[",
                "{'Records':[]}",
                "{Records:[]}",
                "{\"Records\":[],}",
                "<xml/>",
                "\u0000",
                "{\"Records\":[]}x",
                "{\"Records\":[]}{}",
                "{\"Records\":[]} ]",
                "{\"Records\":[]}//",
                "\uFEFF\uFEFF{\"Records\":[]}",
                "{\"Records\":[], \"n\":NaN}",
                "{\"Records\":[], \"n\":01}",
                "{\"a\":\"\n\"}"
            })
    void whatIsNotExactlyOneJsonTextIsMalformed(String body) {
        assertMalformed(body).hasMessageContaining("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "true", "17", "\"text\"", "[{\"Records\":[]}]"})
    void whatIsNotAnObjectIsMalformed(String body) {
        assertMalformed(body).hasMessageContaining("not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"records\":[]}", "{\"Event\":\"s3:Other\"}", "{\"Type\":null}"})
    void anObjectOfNoKnownShapeIsMalformed(String body) {
        assertMalformed(body).hasMessageContaining("no Records");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "\"text\"", "1", "false"})
    void recordsThatAreNoArrayAreMalformed(String records) {
        assertMalformed("{\"Records\":" + records + "}").hasMessageContaining("Records is not an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "bucket", "object", "name", "key"})
    void aNeededFieldThatIsMissingOrNullOrOfTheWrongTypeIsMalformed(String field) {
        assertMalformed(PUT.json().replace("\"" + field + "\":", "\"other\":")).hasMessageContaining(field);
        for (String value : List.of("null", "true", "[]", "{}", "1.5")) {
            assertMalformed(PUT.json().replaceFirst("\"" + field + "\":", "\"" + field + "\":" + value + ",\"x\":"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "detail", "bucket", "object", "name", "key"})
    void aNeededFieldOfEventBridgeThatIsMissingIsMalformed(String field) {
        assertMalformed(PUT.eventBridge().replace("\"" + field + "\":", "\"other\":"))
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "a\\u0000b", "büro", "a\\n"})
    void aBucketNameThatS3DoesNotAllowIsMalformed(String name) {
        assertMalformed(PUT.json().replace("\"name\":\"sources\"", "\"name\":\"" + name + "\""))
                .hasMessageContaining("bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"Type\":\"Notification\"}", "{\"Type\":\"Notification\",\"Message\":{\"Records\":[]}}"})
    void aNotificationOfSnsWithoutATextIsMalformed(String body) {
        assertMalformed(body).hasMessageContaining("Message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{}"})
    void aNotificationOfSnsAboutSomethingElseIsMalformed(String message) {
        assertMalformed(S3Events.inSns(message));
    }

    @Test
    void aNotificationOfSnsInsideAnotherIsMalformed() {
        assertMalformed(S3Events.inSns(PUT.sns())).hasMessageContaining("inside another");
    }

    @Test
    void anUnknownTypeIsMalformed() {
        assertMalformed("{\"Type\":\"Other\",\"Message\":\"{}\"}").hasMessageContaining("Type");
        assertMalformed("{\"Type\":17}").hasMessageContaining("Type is not a text");
    }

    @Test
    void aFieldGivenTwiceIsMalformed() {
        assertMalformed(PUT.json().replace("\"key\":", "\"key\":\"in/other\",\"key\":"))
                .hasMessageContaining("not valid JSON");
        assertMalformed(PUT.json().replaceFirst("\\{", "{\"Records\":[],")).hasMessageContaining("not valid JSON");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deepNestingIsMalformed() {
        for (String deep : List.of("[".repeat(500_000), "{\"a\":".repeat(150_000), "[".repeat(50) + "]".repeat(50))) {
            assertMalformed(deep).hasMessageContaining("nesting depth");
            assertMalformed("{\"x\":" + deep).hasMessageContaining("nesting depth");
        }
    }

    @Test
    void aNumberOfVeryManyDigitsIsMalformed() {
        assertMalformed(PUT.size(42).json().replace(":42,", ":" + "9".repeat(100_000) + ","))
                .hasMessageContaining("length");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void fieldNamesMadeToCollideAreReadInNoTime() {
        // "Ab" and "BA" have one hash in the parser's table of names, "Aa" and "BB" in those of Java
        for (String[] pair : List.of(new String[] {"Ab", "BA"}, new String[] {"Aa", "BB"})) {
            String names = IntStream.range(0, 1 << 14)
                    .mapToObj(bits -> IntStream.range(0, 14)
                            .mapToObj(bit -> pair[bits >> bit & 1])
                            .collect(Collectors.joining("", "\"", "\":1")))
                    .collect(Collectors.joining(","));
            String body = PUT.json().replaceFirst("\\{", "{" + names + ",");

            assertThat(only(body).event()).isEqualTo(body);
        }
    }

    @Test
    void aBodyOfMoreThanAMebibyteIsMalformed() {
        String largest = PUT.json() + " ".repeat((1 << 20) - PUT.json().length());
        assertThat(only(largest).key()).isEqualTo("in/VX-7.mxf");
        assertMalformed(largest + " ").hasMessageContaining("longer than 1048576 bytes");

        String wide = "é".repeat(1 << 19) + "xx";
        assertThat(wide.length()).isLessThan(1 << 20);
        assertThat(wide.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(1 << 20);
        assertMalformed(wide).hasMessageContaining("longer than 1048576 bytes");
    }

    @Test
    void theMessageShowsOnlyTheSafeBeginningOfTheBody() {
        String body = "{\"a\":\"\u001B[31m\r\n" + "secret".repeat(1000);

        assertMalformed(body)
                .hasMessageContaining("{\"a\":\"\\u001B[31m\\r\\n")
                .hasMessageNotContainingAny("\u001B", "\r", "\n")
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void theParsersQuoteOfALongWordIsCut() {
        assertMalformed("w".repeat(10_000)).satisfies(thrown -> assertThat(
                        thrown.getMessage().chars().filter(c -> c == 'w').count())
                .isBetween(50L, 200L));
    }

    private Upload only(String body) {
        S3Event event = reader.read(body);
        assertThat(event.ignored()).isEmpty();
        assertThat(event.uploads()).hasSize(1);
        return event.uploads().get(0);
    }

    private void assertIgnored(String body, String reason) {
        S3Event event = reader.read(body);
        assertThat(event.uploads()).isEmpty();
        assertThat(event.ignored()).containsOnly(entry(reason, 1));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertMalformed(String body) {
        return assertThatThrownBy(() -> reader.read(body))
                .isExactlyInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("Not a readable S3 event: ");
    }

    private static String withEncodedKey(String encoded) {
        return PUT.json().replace("in/VX-7.mxf", encoded);
    }
}
