package io.transcoder.job;

import io.transcoder.ledger.Claim;
import io.transcoder.ledger.OpenMarker;
import io.transcoder.upload.Upload;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.MDC;

/** Names what an exchange is about: the job and the key in its log lines, the ids that later steps read. */
public final class JobContext {
    private final String installation;
    private final String sources;

    /**
     * @param installation a label that tells this ledger's encodings from those of others in the same account
     * @param sources a label of all encodings of uploads to this bucket, whichever ledger they are of
     */
    public JobContext(String installation, String sources) {
        this.installation = installation;
        this.sources = sources;
    }

    public void ofUpload(Exchange exchange, @Variable("upload") Upload upload) {
        inLogLines(exchange, "job", upload.id());
        inLogLines(exchange, "key", upload.toString());
        exchange.setVariable("installation", installation);
        exchange.setVariable("sources", sources);
        // tells this exchange's encodings from those of another that works on the same upload
        exchange.setVariable("build", "build-" + exchange.getExchangeId());
    }

    public void ofClaim(Exchange exchange, @Variable("claim") Claim claim) {
        inLogLines(exchange, "job", claim.jobId());
        inLogLines(exchange, "key", claim.upload().toString());
        exchange.setVariable("upload", claim.upload());
        exchange.setVariable("encodingId", claim.encodingId());
        OpenMarker marker = exchange.getVariable("marker", OpenMarker.class);
        if (marker == null || !marker.jobId().equals(claim.jobId())) {
            exchange.setVariable("marker", new OpenMarker(claim.jobId(), claim.attempt(), null));
        }
    }

    /** For an exchange of its own, about the older upload in its body. */
    public void ofOlder(Exchange exchange, @Body Claim older) {
        exchange.setVariable("claim", older);
        ofClaim(exchange, older);
    }

    /** For an exchange of which only the marker is known yet. */
    public void ofMarker(Exchange exchange, @Body OpenMarker marker) {
        inLogLines(exchange, "job", marker.jobId());
        exchange.setVariable("marker", marker);
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
