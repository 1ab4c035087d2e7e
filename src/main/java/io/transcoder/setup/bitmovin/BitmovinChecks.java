package io.transcoder.setup.bitmovin;

import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What of Bitmovin set-up does not touch. */
public final class BitmovinChecks {
    private final BitmovinAccess bitmovin;

    public BitmovinChecks(BitmovinAccess bitmovin) {
        this.bitmovin = bitmovin;
    }

    public List<Check> all() {
        return List.of(new Check("Bitmovin notifications", "a muted webhook tells nobody anything", this::muted));
    }

    /** Ten failures in a row mute a webhook until somebody lets it speak again (Bitmovin, "How can I mute/unmute a webhook"). */
    private List<Finding> muted() {
        List<Finding> findings = new ArrayList<>();
        for (Map<?, ?> item : bitmovin.list("/notifications")) {
            if (Boolean.TRUE.equals(item.get("muted"))) {
                findings.add(Finding.fault(
                        "Bitmovin notification " + item.get("id"),
                        "is muted",
                        "whoever relies on it hears of no finished encoding; the transcoder itself asks and does not need it",
                        "mend the receiver, then POST /notifications/" + item.get("id") + "/unmute"));
            }
        }
        return findings;
    }
}
