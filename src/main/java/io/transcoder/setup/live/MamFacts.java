package io.transcoder.setup.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.live.LiveCheck.Seen;
import io.transcoder.setup.step.Doctor;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.vidispine.MamChecks;
import io.transcoder.setup.vidispine.Registration;
import io.transcoder.setup.vidispine.VidiCore;
import io.transcoder.setup.vidispine.VidispineSteps;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the application takes for granted of the MAM, which is only looked at. */
record MamFacts(Installation installation, Optional<VidiCore> mam) {
    /** Of a job, without which it is not known to wait for an upload. */
    private static final Set<String> NEEDED =
            Set.of("jobId", "status", "type", "started", "tags", "fileId", "filePathMap");
    /** One of them is enough. */
    private static final Set<String> FILE = Set.of("fileId", "filePathMap");

    List<LiveCheck> all() {
        return List.of(
                new LiveCheck(
                        "mam-resource",
                        () -> faults(new Doctor(new VidispineSteps(installation, vidiCore(), false).all(), List.of()))),
                new LiveCheck(
                        "mam-name",
                        () -> faults(
                                new Doctor(List.of(), new MamChecks(installation, vidiCore(), Optional::empty).all()))),
                new LiveCheck("mam-job", this::job));
    }

    private static Seen faults(Doctor doctor) {
        String faults = doctor.examine().stream()
                .filter(finding -> finding.level().isFault())
                .map(Finding::line)
                .collect(Collectors.joining("; "));
        return Seen.of(faults.isEmpty(), faults.isEmpty() ? "as registered" : faults);
    }

    private Seen job() {
        var jobs = vidiCore().list("/job?type=TRANSCODE&state=STARTED&user=false&metadata=true&number=1", "job");
        if (jobs.isEmpty()) {
            return Seen.not("no transcode runs in the MAM; run this again while one does");
        }
        JsonNode job = jobs.get(0);
        Set<String> missing = new TreeSet<>(NEEDED);
        job.fieldNames().forEachRemaining(missing::remove);
        job.path("data").forEach(field -> missing.remove(field.path("key").asText()));
        return Seen.of(
                FILE.containsAll(missing) && missing.size() < FILE.size(),
                "fields that a running job does not say: " + missing);
    }

    private VidiCore vidiCore() {
        return mam.filter(core -> !Registration.of(installation).isEmpty())
                .orElseThrow(() -> new IllegalStateException("no MAM is configured"));
    }
}
