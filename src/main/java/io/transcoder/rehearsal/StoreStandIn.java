package io.transcoder.rehearsal;

import io.transcoder.upload.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** As much of S3, in memory, as the way from an event to a start needs: the sources that events tell of, and the ledger. */
final class StoreStandIn implements S3Client {
    private record Item(
            byte[] bytes, long size, String eTag, String versionId, String contentType, Map<String, String> metadata) {}

    private final TreeMap<String, Item> items = new TreeMap<>();
    private final Instant time;

    /** @param time of every object */
    StoreStandIn(Instant time) {
        this.time = time;
    }

    synchronized void forget() {
        items.clear();
    }

    synchronized void add(Upload upload, String contentType, Map<String, String> metadata) {
        String eTag = upload.eTag() == null ? "none" : upload.eTag();
        items.put(
                place(upload.bucket(), upload.key()),
                new Item(new byte[0], upload.size(), eTag, upload.versionId(), contentType, metadata));
    }

    @Override
    public synchronized HeadObjectResponse headObject(HeadObjectRequest request) {
        Item item = find(request.bucket(), request.key());
        return HeadObjectResponse.builder()
                .contentLength(item.size())
                .eTag(item.eTag())
                .versionId(item.versionId())
                .contentType(item.contentType())
                .metadata(item.metadata())
                .lastModified(time)
                .build();
    }

    @Override
    public synchronized <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        Item item = find(request.bucket(), request.key());
        var response = GetObjectResponse.builder()
                .contentLength(item.size())
                .eTag(item.eTag())
                .lastModified(time)
                .build();
        try {
            return transformer.transform(response, AbortableInputStream.create(new ByteArrayInputStream(item.bytes())));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        String place = place(request.bucket(), request.key());
        if (request.ifNoneMatch() != null && items.containsKey(place)) {
            throw S3Exception.builder().statusCode(412).message("It is there").build();
        }
        try (var in = body.contentStreamProvider().newStream()) {
            byte[] bytes = in.readAllBytes();
            items.put(place, new Item(bytes, bytes.length, "none", null, null, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PutObjectResponse.builder().eTag("none").build();
    }

    @Override
    public synchronized ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        String bucket = place(request.bucket(), "");
        String prefix = place(request.bucket(), request.prefix() == null ? "" : request.prefix());
        List<S3Object> contents = items.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> S3Object.builder()
                        .key(entry.getKey().substring(bucket.length()))
                        .size(entry.getValue().size())
                        .lastModified(time)
                        .build())
                .toList();
        return ListObjectsV2Response.builder()
                .contents(contents)
                .isTruncated(false)
                .build();
    }

    @Override
    public synchronized DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        items.remove(place(request.bucket(), request.key()));
        return DeleteObjectResponse.builder().build();
    }

    /** Asked by the S3 component before its first use of a bucket. */
    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        return HeadBucketResponse.builder().build();
    }

    /** As {@link #headBucket}. */
    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return ListObjectsResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }

    private Item find(String bucket, String key) {
        Item item = items.get(place(bucket, key));
        if (item == null) {
            throw NoSuchKeyException.builder()
                    .statusCode(404)
                    .message("There is no " + key)
                    .build();
        }
        return item;
    }

    private static String place(String bucket, String key) {
        return bucket + '\0' + key;
    }
}
