package io.transcoder.job;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.Upload;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.MDC;

/**
 * Says what an exchange is about: the job and the key in its log lines, the labels of its encodings, the marker of its job.
 *
 * @param installation a label that tells this ledger's encodings from those of others in the same account
 * @param sources a label of all encodings of uploads to this bucket, whichever ledger they are of
 */
public record JobContext(String installation, String sources) {
    public void ofUpload(Exchange exchange, @Variable("upload") Upload upload) {
        inLogLines(exchange, "job", upload.id());
        inLogLines(exchange, "key", upload.toString());
    }

    /** @param claim null where there is none, and nothing is said */
    public void ofClaim(Exchange exchange, @Variable("claim") Claim claim) {
        if (claim != null) {
            inLogLines(exchange, "job", claim.jobId());
            inLogLines(exchange, "key", claim.upload().toString());
        }
    }

    /** For an exchange of which only the marker is known yet. */
    public void ofMarker(Exchange exchange, @Variable("marker") OpenMarker marker) {
        inLogLines(exchange, "job", marker.jobId());
    }

    /** The labels of an encoding, by which it is found again. */
    public List<String> labels(@Variable("upload") Upload upload, @Variable("build") String build) {
        return List.of(installation, sources, "job-" + upload.id(), build);
    }

    /** The marker of the claimed attempt: the one that the watcher found, which an earlier release may have named otherwise. */
    public OpenMarker marker(@Variable("claim") Claim claim, @Variable("marker") OpenMarker found) {
        return found != null && found.jobId().equals(claim.jobId()) ? found : OpenMarker.of(claim);
    }

    /**
     * Until the exchange is done, which has to be on the thread where this was called: so it is in our routes, whatever pool the
     * exchange came from. A profile with {@code threads} has lines without a job behind that step.
     */
    private static void inLogLines(Exchange exchange, String name, String value) {
        String before = MDC.get(name);
        exchange.setProperty(name, value);
        MDC.put(name, value);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (before == null) {
                    MDC.remove(name);
                } else {
                    MDC.put(name, before);
                }
            }
        });
    }
}
