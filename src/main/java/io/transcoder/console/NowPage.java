package io.transcoder.console;

import io.transcoder.ledger.records.Claim;
import io.transcoder.operate.EncoderProgress;
import io.transcoder.operate.Overview;
import io.transcoder.operate.Overview.Now;
import java.util.List;
import java.util.Map;

/** What is going on. */
public final class NowPage extends Page {
    private final Overview overview;
    private final EncoderProgress progress;

    NowPage(Desk desk) {
        super("/", "Now");
        overview = desk.overview();
        progress = desk.progress();
    }

    @Override
    Answer get(Request request) {
        Now now = overview.now(request.number("page", 1));
        List<String> atWork = now.rows().stream()
                .filter(row -> row.state() == Overview.State.AT_WORK && row.claim() != null)
                .map(Overview.Row::claim)
                .map(Claim::encodingId)
                .toList();
        return Answer.page("now", new Model(now, progress.of(atWork)));
    }

    /** @param progress in percent, by encoding, where it is known */
    public record Model(Now now, Map<String, Integer> progress) {}
}
