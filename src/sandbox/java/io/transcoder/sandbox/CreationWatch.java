package io.transcoder.sandbox;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Tells of every object that is created or removed in the watched buckets, before the client has its answer.
 *
 * <p>In a watched bucket the writes of one key are done one after the other, so that the order of their sequencers is
 * the order in which they took effect. Other buckets are left as they are.
 */
final class CreationWatch extends ForwardingBlobStore {
    private static final System.Logger LOG = System.getLogger(CreationWatch.class.getName());
    /** S3Proxy's own object for an upload that has not ended (S3ProxyHandler, multipartStubName). */
    private static final String UPLOAD_STUB = ".s3proxy-mpu-stub-";

    private final Map<String, Consumer<ObjectCreated>> listeners = new ConcurrentHashMap<>();
    private final Map<String, Consumer<ObjectRemoved>> removals = new ConcurrentHashMap<>();
    private final Interner<String> locks = Interners.newWeakInterner();
    /** Starts at the clock, so that a later store's sequencers are greater than an earlier one's. */
    private final AtomicLong lastSequencer = new AtomicLong(System.currentTimeMillis() << 16);

    CreationWatch(BlobStore store) {
        super(store);
    }

    void watch(String bucket, Consumer<ObjectCreated> listener) {
        listeners.merge(bucket, listener, Consumer::andThen);
    }

    void watchRemovals(String bucket, Consumer<ObjectRemoved> listener) {
        removals.merge(bucket, listener, Consumer::andThen);
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return remove(request, false);
    }

    DeleteObjectResponse removeForOwner(DeleteObjectRequest request) {
        return remove(request, true);
    }

    private DeleteObjectResponse remove(DeleteObjectRequest request, boolean byOwner) {
        if (!removals.containsKey(request.bucket())) {
            return super.removeBlob(request);
        }
        synchronized (lock(request.bucket(), request.key())) {
            HeadObjectResponse before = super.blobMetadataIfPresent(request.bucket(), request.key());
            DeleteObjectResponse response = super.removeBlob(request);
            if (before != null || request.versionId() != null) {
                removals.get(request.bucket())
                        .accept(new ObjectRemoved(
                                request.bucket(),
                                request.key(),
                                request.versionId(),
                                request.versionId() == null ? response.versionId() : null,
                                before == null ? null : before.eTag().replace("\"", ""),
                                byOwner,
                                Instant.now()));
            }
            return response;
        }
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        if (!listeners.containsKey(request.bucket()) || request.key().startsWith(UPLOAD_STUB)) {
            return super.putBlob(request, payload);
        }
        PutObjectResponse response;
        ObjectCreated created;
        synchronized (lock(request.bucket(), request.key())) {
            response = super.putBlob(request, payload);
            created = created(
                    request.bucket(),
                    request.key(),
                    "Put",
                    request.contentLength(),
                    response.eTag(),
                    response.versionId());
        }
        tell(created);
        return response;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        if (!listeners.containsKey(request.destinationBucket())) {
            return super.copyBlob(request);
        }
        CopyObjectResponse response;
        ObjectCreated created;
        synchronized (lock(request.destinationBucket(), request.destinationKey())) {
            long size = super.blobMetadata(HeadObjectRequest.builder()
                            .bucket(request.sourceBucket())
                            .key(request.sourceKey())
                            .versionId(request.sourceVersionId())
                            .build())
                    .contentLength();
            response = super.copyBlob(request);
            created = created(
                    request.destinationBucket(),
                    request.destinationKey(),
                    "Copy",
                    size,
                    response.copyObjectResult().eTag(),
                    response.versionId());
        }
        tell(created);
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        if (!listeners.containsKey(upload.containerName())) {
            return super.completeMultipartUpload(upload, request);
        }
        CompleteMultipartUploadResponse response;
        ObjectCreated created;
        synchronized (lock(upload.containerName(), upload.blobName())) {
            Set<Integer> completed = request.multipartUpload().parts().stream()
                    .map(CompletedPart::partNumber)
                    .collect(Collectors.toSet());
            long size = super.listMultipartUpload(upload).stream()
                    .filter(part -> completed.contains(part.partNumber()))
                    .mapToLong(Part::size)
                    .sum();
            response = super.completeMultipartUpload(upload, request);
            created = created(
                    upload.containerName(),
                    upload.blobName(),
                    "CompleteMultipartUpload",
                    size,
                    response.eTag(),
                    response.versionId());
        }
        tell(created);
        return response;
    }

    private Object lock(String bucket, String key) {
        // a string made here, not the request's: nobody else can hold its monitor
        return locks.intern(bucket + "/" + key);
    }

    private ObjectCreated created(String bucket, String key, String how, long size, String eTag, String versionId) {
        return new ObjectCreated(
                bucket,
                key,
                how,
                size,
                eTag.replace("\"", ""),
                versionId,
                "%016X".formatted(lastSequencer.incrementAndGet()),
                Instant.now());
    }

    private void tell(ObjectCreated created) {
        try {
            listeners.get(created.bucket()).accept(created);
        } catch (RuntimeException e) {
            // an upload to S3 does not fail because its event cannot be delivered
            LOG.log(System.Logger.Level.ERROR, "The event of " + created + " was lost", e);
        }
    }
}
