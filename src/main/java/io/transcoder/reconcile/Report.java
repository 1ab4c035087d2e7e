package io.transcoder.reconcile;

import java.util.List;

/**
 * @param findings by their kinds; those that need an event with the youngest source first
 * @param notes what could not be judged and why, for people
 * @param refused records that could not be read, are of another installation, or were not shown, whose jobs are not judged, for people
 */
public record Report(List<Finding> findings, List<String> notes, List<String> refused) {
    public Report {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        refused = List.copyOf(refused);
    }

    /** What {@code --fix} would mend. */
    public List<Finding> mendable(int most) {
        return findings.stream()
                .filter(finding -> finding.drift().isMendable())
                .limit(most)
                .toList();
    }

    public List<Finding> of(Drift drift) {
        return findings.stream().filter(finding -> finding.drift() == drift).toList();
    }
}
