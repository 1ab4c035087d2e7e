package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events in the form in which stores other than S3 send them. Whatever names a bucket and a key is an upload to look at. */
class OtherStoresEventsTest {
    private static final String KEY = "in/VX-7.mxf";

    private final S3EventReader reader = new S3EventReader();

    /** Documentation of the Ceph Object Gateway, bucket notifications: the size is a text, and a versionId is empty. */
    @Test
    void ceph() {
        String body = """
                {"Records":[{"eventVersion":"2.1","eventSource":"ceph:s3","awsRegion":"zonegroup1",
                "eventTime":"2026-11-24T06:00:00.124724Z","eventName":"ObjectCreated:Put",
                "userIdentity":{"principalId":"mam"},"requestParameters":{"sourceIPAddress":""},
                "responseElements":{"x-amz-request-id":"503a4c37.5330.903595","x-amz-id-2":"14d2-zone1-zonegroup1"},
                "s3":{"s3SchemaVersion":"1.0","configurationId":"uploads",
                "bucket":{"name":"mam-in","ownerIdentity":{"principalId":"mam"},"arn":"arn:aws:s3:zonegroup1::mam-in",
                "id":"503a4c37.5332.38"},
                "object":{"key":"in/VX-7.mxf","size":"1024","eTag":"37b51d194a7513e45b56f6524f2d51f2","versionId":"",
                "sequencer":"F7E6D75DC742D108","metadata":[],"tags":[]}},
                "eventId":"1575221657.102001.80dad3aad8584778352c68ab06250327","opaqueData":"me@example.com"}]}
                """;

        Upload upload = only(body);

        assertThat(upload.key()).isEqualTo(KEY);
        assertThat(upload.size()).isEqualTo(1024);
        assertThat(upload.versionId()).isNull();
        assertThat(upload.eventTime()).isEqualTo("2026-11-24T06:00:00.124724Z");
    }

    /** The Ceph Object Gateway before it encoded keys; some versions still. */
    @Test
    void cephWithAKeyThatIsNotEncoded() {
        assertThat(only(ceph("in/A+B 1.mxf"))).satisfies(upload -> {
            assertThat(upload.key()).isEqualTo("in/A B 1.mxf");
            assertThat(upload.rawKey()).isEqualTo("in/A+B 1.mxf");
        });
        assertThat(only(ceph("in/50% grey.mxf"))).satisfies(upload -> {
            assertThat(upload.key()).isEqualTo("in/50% grey.mxf");
            assertThat(upload.rawKey()).isNull();
        });
        assertThat(only(ceph("in/100%25.mxf"))).satisfies(upload -> {
            assertThat(upload.key()).isEqualTo("in/100%.mxf");
            assertThat(upload.rawKey()).isEqualTo("in/100%25.mxf");
        });
    }

    /** MinIO names the object once more at the top, and encodes the slashes of the key too. */
    @Test
    void minio() {
        String body = """
                {"EventName":"s3:ObjectCreated:CompleteMultipartUpload","Key":"mam-in/in/A+B 1.mxf",
                "Records":[{"eventVersion":"2.0","eventSource":"minio:s3","awsRegion":"",
                "eventTime":"2026-11-24T06:00:00.408Z","eventName":"s3:ObjectCreated:CompleteMultipartUpload",
                "userIdentity":{"principalId":"mam"},
                "requestParameters":{"principalId":"mam","region":"","sourceIPAddress":"192.0.2.1"},
                "responseElements":{"x-amz-id-2":"dd9025ba","x-amz-request-id":"17A76FE05CEBA939",
                "x-minio-deployment-id":"c56dc51b","x-minio-origin-endpoint":"http://192.0.2.2:9000"},
                "s3":{"s3SchemaVersion":"1.0","configurationId":"Config",
                "bucket":{"name":"mam-in","ownerIdentity":{"principalId":"mam"},"arn":"arn:aws:s3:::mam-in"},
                "object":{"key":"in%2FA%2BB+1.mxf","size":863,"eTag":"a4c672349820e84cec1be9bf0fc2dfdf-2",
                "contentType":"application/mxf","userMetadata":{"content-type":"application/mxf"},
                "sequencer":"17A76FE05CF3469B"}},
                "source":{"host":"192.0.2.1","port":"","userAgent":"MinIO (linux; amd64) minio-go/v7.0.66"}}]}
                """;

        assertThat(only(body).key()).isEqualTo("in/A+B 1.mxf");
    }

    /** RustFS: times to the nanosecond, an empty region, an eTag that may be null. */
    @Test
    void rustfs() {
        Upload upload = only(rustfs("in%2FVX-7.mxf", "mam-in/in/VX-7.mxf"));

        assertThat(upload.key()).isEqualTo(KEY);
        assertThat(upload.size()).isZero();
        assertThat(upload.eTag()).isNull();
        assertThat(upload.eventTime()).isEqualTo(Instant.parse("2026-11-24T06:00:00.778426801Z"));
    }

    @Test
    void rustfsWithTheKeyAtTheTopAlone() {
        assertThat(only(rustfs("", "mam-in/in/VX-7.mxf")).key()).isEqualTo(KEY);
        assertThat(only(rustfs("", "mam-in/in/A+B+1.mxf"))).satisfies(upload -> {
            assertThat(upload.key()).isEqualTo("in/A B 1.mxf");
            assertThat(upload.rawKey()).isEqualTo("in/A+B+1.mxf");
        });
    }

    @Test
    void aKeyAtTheTopOfAnotherBucketOrWithoutAnyIsNotTaken() {
        for (String top : List.of("mam-in/", "other/in/VX-7.mxf", "mam-in-2/VX-7.mxf", "in/VX-7.mxf")) {
            assertThatExceptionOfType(MalformedEventException.class)
                    .isThrownBy(() -> reader.read(rustfs("", top)))
                    .withMessageContaining("the key is empty");
        }
    }

    @Test
    void aKeyAtTheTopDoesNotReplaceTheRecordsOwn() {
        assertThat(only(rustfs("in%2FVX-7.mxf", "mam-in/in/other.mxf")).key()).isEqualTo(KEY);
    }

    @Test
    void aKeyAtTheTopIsNoneOfSeveralRecords() {
        String one = "{\"s3\":{\"bucket\":{\"name\":\"mam-in\"},\"object\":{\"key\":\"\"}}}";

        S3Event event = reader.read("{\"Key\":\"mam-in/in/VX-7.mxf\",\"Records\":[" + one + "," + one + "]}");

        assertThat(event.uploads()).isEmpty();
        assertThat(event.unreadable()).hasSize(2);
    }

    /** moto: neither sequencer nor identities, a time without a zone, and keys as they are in earlier versions. */
    @Test
    void moto() {
        String body = """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
                "eventTime":"2026-11-24T06:00:00.123456","eventName":"ObjectCreated:Put",
                "s3":{"s3SchemaVersion":"1.0","configurationId":"uploads",
                "bucket":{"name":"mam-in","arn":"arn:aws:s3:::mam-in"},
                "object":{"key":"in/50% grey.mxf","size":5,"eTag":"37b51d194a7513e45b56f6524f2d51f2"}}}]}
                """;

        Upload upload = only(body);

        assertThat(upload.key()).isEqualTo("in/50% grey.mxf");
        assertThat(upload.eventTime()).isNull();
    }

    /** LocalStack: the same sequencer in every event, and a quoted eTag in some versions. */
    @Test
    void localstack() {
        String body = """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
                "eventTime":"2026-11-24T06:00:00.123Z","eventName":"ObjectCreated:CompleteMultipartUpload",
                "userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},
                "requestParameters":{"sourceIPAddress":"127.0.0.1"},
                "responseElements":{"x-amz-request-id":"a83d4e2c","x-amz-id-2":"eftixk72aD6Ap51TnqcoF8eFidJG9Z"},
                "s3":{"s3SchemaVersion":"1.0","configurationId":"uploads",
                "bucket":{"name":"mam-in","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},
                "arn":"arn:aws:s3:::mam-in"},
                "object":{"key":"in/VX-7.mxf","sequencer":"0055AED6DCD90281E5","size":0,
                "eTag":"\\"d41d8cd98f00b204e9800998ecf8427e-3\\""}}}]}
                """;

        Upload upload = only(body);

        assertThat(upload.eTag()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e-3");
        assertThat(upload.size()).isZero();
    }

    @Test
    void aRecordThatNamesABucketAndAKeyAndNothingElse() {
        String body =
                "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"mam-in\"},\"object\":{\"key\":\"in/VX-7.mxf\"}}}]}";

        Upload upload = only(body);

        assertThat(upload.bucket()).isEqualTo("mam-in");
        assertThat(upload.key()).isEqualTo(KEY);
        assertThat(upload.size()).isEqualTo(-1);
        assertThat(upload.event()).isEqualTo(body);
    }

    private static String ceph(String key) {
        return "{\"Records\":[{\"eventSource\":\"ceph:s3\",\"eventName\":\"s3:ObjectCreated:Put\",\"s3\":{"
                + "\"bucket\":{\"name\":\"mam-in\"},\"object\":{\"key\":\"" + key + "\",\"size\":1024}}}]}";
    }

    private static String rustfs(String key, String top) {
        return """
                {"EventName":"s3:ObjectCreated:CompleteMultipartUpload","Key":"%s",
                "Records":[{"eventVersion":"2.1","eventSource":"rustfs:s3","awsRegion":"",
                "eventTime":"2026-11-24T06:00:00.778426801Z","eventName":"s3:ObjectCreated:CompleteMultipartUpload",
                "userIdentity":{"principalId":""},"requestParameters":{"content-length":"2"},"responseElements":{},
                "s3":{"s3SchemaVersion":"1.0","configurationId":"uploads",
                "bucket":{"name":"mam-in","arn":"arn:aws:s3:::mam-in","ownerIdentity":{"principalId":""}},
                "object":{"key":"%s","size":0,"eTag":null,"versionId":null,"contentType":null,"userMetadata":null,
                "sequencer":"18A0B1"}},
                "source":{"host":"","port":"","userAgent":"aws-sdk"}}]}
                """.formatted(top, key);
    }

    private Upload only(String body) {
        S3Event event = reader.read(body);
        assertThat(event.ignored()).isEmpty();
        assertThat(event.unreadable()).isEmpty();
        assertThat(event.uploads()).hasSize(1);
        return event.uploads().get(0);
    }
}
