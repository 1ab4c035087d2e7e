package io.transcoder.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests about messages by the messages' receipts. They are made before and after the exchange of a message, and on other
 * threads: they are kept until it is known which upload's trace they belong to, and go there at once from then on.
 */
final class Deliveries {
    /** Twice what an instance can have at work; the rest are messages that were left in the queue. */
    private static final int MOST = 2000;

    private final Map<String, Delivery> byReceipt = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Delivery> eldest) {
            return size() > MOST;
        }
    };

    private static final class Delivery {
        private final Segment.Call receive;
        private final List<Segment.Call> calls = new ArrayList<>();
        private Consumer<Segment.Call> trace;

        private Delivery(Segment.Call receive) {
            this.receive = receive;
            calls.add(receive);
        }
    }

    synchronized void received(String receipt, Segment.Call receive) {
        byReceipt.put(receipt, new Delivery(receive));
    }

    /** Adds a request that is over. Without effect where the receive was not seen. */
    synchronized void add(String receipt, Segment.Call call) {
        Delivery delivery = byReceipt.get(receipt);
        if (delivery == null) {
            return;
        }
        if (delivery.trace == null) {
            delivery.calls.add(call);
        } else {
            delivery.trace.accept(call);
        }
    }

    /**
     * Gives the trace what was kept, and what comes. Only the first call for a receipt counts.
     *
     * @param receipt null where the work is of no message
     * @return the receive that brought the message; null where it is not known, or was given before
     */
    synchronized Segment.Call belong(String receipt, Consumer<Segment.Call> trace) {
        Delivery delivery = byReceipt.get(receipt);
        if (delivery == null || delivery.trace != null) {
            return null;
        }
        delivery.trace = trace;
        delivery.calls.forEach(trace);
        delivery.calls.clear();
        return delivery.receive;
    }

    /** The message is deleted, and nothing more is asked about it. */
    synchronized void over(String receipt) {
        byReceipt.remove(receipt);
    }
}
