package io.transcoder.boot;

import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * The conditions on a failure that routes use by name. They are predicates in the registry because a bean in an expression does not
 * get to see the exception.
 *
 * @param receives of a message, after which it is no use to leave it in the queue
 */
record Conditions(Failures failures, int receives) {
    Map<String, Predicate> all() {
        return Map.of(
                "failure-may-pass", exchange -> remedy(exchange).isTransient(),
                "call-had-no-effect",
                        exchange -> remedy(exchange).isTransient() && remedy(exchange) != Remedy.ASK_FIRST,
                "reply-is-lost", exchange -> remedy(exchange) == Remedy.ASK_FIRST,
                "waiting-is-no-use", this::waitingIsNoUse,
                "encoder-is-full", exchange -> remedy(exchange) == Remedy.QUEUE_FULL,
                "call-is-refused", exchange -> remedy(exchange) == Remedy.PERMANENT,
                "encoding-is-gone", Conditions::encodingIsGone);
    }

    /** Whether Bitmovin may have refused the call because of an id that is another by now. Asks Bitmovin. */
    Predicate idsHaveChanged(ResourceIds ids) {
        return exchange -> {
            try {
                return remedy(exchange) == Remedy.PERMANENT
                        && failures.current(exchange).status() >= 400
                        && ids.haveChangedSince(
                                Instant.ofEpochMilli(exchange.getClock().getCreated()));
            } catch (BitmovinException | CamelExecutionException e) {
                return false;
            }
        };
    }

    /** In Bitmovin's own words: a proxy's page says nothing of an encoding. */
    private static boolean encodingIsGone(Exchange exchange) {
        var refused = Failures.cause(BitmovinException.class, Failures.thrown(exchange));
        return refused != null && refused.isUnknownToBitmovin();
    }

    /** What hits every upload alike says nothing against this one, however often. */
    private boolean waitingIsNoUse(Exchange exchange) {
        Remedy remedy = remedy(exchange);
        boolean ofItsOwn = remedy != Remedy.CONFIGURATION && remedy != Remedy.QUOTA;
        return !remedy.holdsMessage() || (ofItsOwn && exchange.getVariable("receives", 0, Integer.class) >= receives);
    }

    private Remedy remedy(Exchange exchange) {
        return failures.current(exchange).remedy();
    }
}
