package io.transcoder.job;

import io.transcoder.ledger.Bills.Announcement;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.Instances;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Decides who may post the start of a claimed encoding: the maker of its start record, and once that record is older than the
 * request can take and the encoder has not taken the start, whoever finds the encoding still not started.
 *
 * <p>While an operator has paused its key nobody may. An instance first counts a start as under way and then looks whether it is
 * paused; and it first learns of a pause and then, when no start is under way that it covers, says that it obeys. So it has posted
 * its last start by then.
 */
public final class Starts {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final String NO_PLACE = "the encoder has no place";

    private final Ledger ledger;
    private final Budget budget;
    private final Instances instances;
    private final StaleOutputs staleOutputs;
    private final Doubts doubts;
    private final Line line;
    private final Clock clock;
    private final Duration requestTimeout;
    private final Duration period;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, String> underWay = new ConcurrentHashMap<>();
    private final Set<String> obeyed = ConcurrentHashMap.newKeySet();
    private volatile Instant fullUntil = Instant.EPOCH;

    /**
     * @param requestTimeout after which a start record is left alone
     * @param period from one {@link #obey} to the next; for half of it nobody of this process asks an encoder again that had no
     *     place
     */
    public Starts(
            Ledger ledger,
            Budget budget,
            Instances instances,
            StaleOutputs staleOutputs,
            Doubts doubts,
            Line line,
            Clock clock,
            Duration requestTimeout,
            Duration period) {
        this.ledger = ledger;
        this.budget = budget;
        this.instances = instances;
        this.staleOutputs = staleOutputs;
        this.doubts = doubts;
        this.line = line;
        this.clock = clock;
        this.requestTimeout = requestTimeout;
        this.period = period;
    }

    /** For an attempt whose upload is the one in the bucket. The start counts as under way until the exchange is done. */
    public StartTurn begin(Exchange exchange, @Variable("claim") Claim claim) {
        if (areRefused() || !line.enter(claim)) {
            line.callAgain(claim.encodingId());
            return new StartTurn(StartTurn.TurnKind.ENCODER_FULL, null);
        }
        StartTurn turn = null;
        try {
            turn = inLine(exchange, claim);
            return turn;
        } finally {
            if (turn == null || turn.start() == null) {
                line.leave(claim);
            }
        }
    }

    private StartTurn inLine(Exchange exchange, Claim claim) {
        String id = exchange.getExchangeId();
        underWay.put(id, claim.upload().key());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                underWay.remove(id);
            }
        });
        if (currentOrders().holdOn(claim.upload().key(), OpenMarker.of(claim)).isPresent()) {
            underWay.remove(id);
            return new StartTurn(StartTurn.TurnKind.PAUSED, null);
        }
        if (!reserved(claim)) {
            return new StartTurn(StartTurn.TurnKind.OUTPUT_HELD, null);
        }
        Supplier<List<Start.Stale>> stale = AtOnce.begin(() -> staleOutputs.of(claim));
        Optional<Announcement> announcement = budget.admit(claim);
        if (announcement.isEmpty()) {
            return new StartTurn(StartTurn.TurnKind.PAUSED, null);
        }
        boolean isOurs = false;
        try {
            var mine = new Start(UUID.randomUUID().toString(), clock.instant(), stale.get(), null);
            StartTurn turn = turn(claim, mine);
            isOurs = turn.isOurs();
            return new StartTurn(turn.kind(), turn.start(), announcement.get());
        } finally {
            if (!isOurs && announcement.get().isFirst()) {
                withdraw(() -> budget.withdraw(announcement.get()));
            }
        }
    }

    /**
     * For an attempt that is to be given up: who has the turn may. A start record that is made for it says why, in the same request:
     * it names no old output, so that nobody may start the attempt when its upload is back.
     */
    public StartTurn giveUp(@Variable("claim") Claim claim, @Variable("skip") String why) {
        return turn(claim, new Start(UUID.randomUUID().toString(), clock.instant(), List.of(), why));
    }

    /** What is too old was not renewed by {@link #obey}, and a pause may have come since. */
    private Orders currentOrders() {
        Orders last = ledger.orderBook().last();
        return last.at().plus(period.multipliedBy(2)).isAfter(clock.instant()) ? last : learn();
    }

    /** Whoever looks for a pause is seen by who waits for it to be obeyed. */
    private Orders learn() {
        instances.beat();
        return ledger.orderBook().read();
    }

    /**
     * Learns what operators have ordered, says which pauses this instance obeys, and then what the budgets allow. To be called once a
     * period.
     */
    public void obey() {
        Orders orders = learn();
        for (Hold hold : orders.holds()) {
            if (!obeyed.contains(hold.id()) && underWay.values().stream().noneMatch(hold::covers)) {
                ledger.orderBook().obey(hold, instances.name());
                obeyed.add(hold.id());
            }
        }
        obeyed.retainAll(orders.holds().stream().map(Hold::id).toList());
        for (String attempt : orders.stops()) {
            int dot = attempt.indexOf('.');
            JobHistory history = ledger.history(attempt.substring(0, dot));
            if (!history.upTo(Integer.parseInt(attempt.substring(dot + 1))).isLive()) {
                ledger.orderBook().closeStop(attempt);
            }
        }
        // last, since a pause is obeyed although the bills can't be read
        budget.look();
    }

    private StartTurn turn(Claim claim, Start mine) {
        Start holder = ledger.start(claim, mine);
        if (holder.maker().equals(mine.maker())) {
            return new StartTurn(StartTurn.TurnKind.OURS, holder);
        }
        if (holder.givenUp() != null && mine.givenUp() == null) {
            return new StartTurn(StartTurn.TurnKind.THEIRS, holder);
        }
        boolean leftAlone = refused.remove(claim.encodingId())
                || holder.at().isBefore(clock.instant().minus(requestTimeout));
        return new StartTurn(
                leftAlone && !ledger.isAccepted(claim) ? StartTurn.TurnKind.TAKEN_OVER : StartTurn.TurnKind.THEIRS,
                holder);
    }

    /** In one order for all, so that of two jobs with several outputs none waits for the other. */
    private boolean reserved(Claim claim) {
        return claim.outputs().stream().map(Output::key).sorted().allMatch(output -> reserved(output, claim));
    }

    private boolean reserved(String output, Claim claim) {
        Reservation holder = ledger.reserve(output, claim);
        if (isOurs(holder, claim)) {
            return true;
        }
        if (!isOver(holder)) {
            return false;
        }
        ledger.release(output, holder);
        return isOurs(ledger.reserve(output, claim), claim);
    }

    /** One without a record is over too: it had a claim when it reserved the output, and records may expire before a reservation. */
    private boolean isOver(Reservation holder) {
        State state = ledger.history(holder.jobId()).stateOf(holder.attempt());
        return switch (state) {
            case ENDED, CLEANED -> true;
            case CLAIMED, STARTED -> false;
            case NEW -> ledger.claimOf(holder.jobId(), holder.attempt()).isEmpty();
        };
    }

    private static boolean isOurs(Reservation holder, Claim claim) {
        return holder.jobId().equals(claim.jobId()) && holder.attempt() == claim.attempt();
    }

    /**
     * Keeps what the encoder said of the start. The encoding runs by now: a store that does not take it changes nothing.
     *
     * @return whether we are the first to know, who counts it: a start that is taken over may have been made already
     */
    public boolean accepted(@Variable("claim") Claim claim, @Variable("encoderCalls") List<EncoderCall> calls) {
        try {
            return ledger.accept(claim, claim.later(calls));
        } catch (SdkException e) {
            LOG.warn(
                    "The ledger does not say that the encoder has taken the start, which its status will show: {}",
                    e.getMessage());
            return true;
        }
    }

    /**
     * Whether a start that may have been posted before was refused so often that it surely was not. To be asked once for each
     * refusal.
     */
    public boolean isRefusalConfirmed(@Variable("claim") Claim claim) {
        return doubts.isConfirmed(claim.jobId(), "the start is refused");
    }

    /** The encoder had no place a moment ago. */
    public boolean areRefused() {
        return clock.instant().isBefore(fullUntil);
    }

    /**
     * The encoder has no place for it now: this process may try again at once, without waiting for the record to age. Until then it
     * uses up no budget, as soon as no earlier post can have been taken.
     *
     * @param isRepeated whether the start was posted before for this turn, so that it may have been made
     */
    public void refused(
            @Variable("claim") Claim claim,
            @Variable("turn") StartTurn turn,
            @Variable("isRepeated") boolean isRepeated) {
        refused.add(claim.encodingId());
        fullUntil = clock.instant().plus(period.dividedBy(2));
        boolean isNotMade =
                !isRepeated && (turn.announcement().isFirst() || doubts.isConfirmed(claim.jobId(), NO_PLACE));
        if (isNotMade) {
            doubts.forget(claim.jobId(), Set.of(NO_PLACE));
            withdraw(() -> budget.withdraw(turn.announcement()));
        }
    }

    /** Its encoding was deleted before anything started it, so no bill is waited for. */
    public void neverStarted(@Variable("claim") Claim claim) {
        String attempt = OpenMarker.of(claim).name();
        withdraw(() -> ledger.bills().due().stream()
                .filter(bill -> bill.attempt().equals(attempt))
                .forEach(ledger.bills()::withdraw));
    }

    /** A store that does not take it back changes nothing: what stays announced counts, and passes the budgets. */
    private static void withdraw(Runnable announcement) {
        try {
            announcement.run();
        } catch (SdkException e) {
            LOG.warn("An announcement counts in the budgets although nothing was started: {}", e.getMessage());
        }
    }
}
