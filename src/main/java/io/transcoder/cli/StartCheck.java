package io.transcoder.cli;

import io.transcoder.app.StartFailure;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.ConfigurationException;
import io.transcoder.setup.BucketAccess;
import io.transcoder.setup.Examination;
import io.transcoder.setup.Finding;
import io.transcoder.setup.Level;
import io.transcoder.setup.Provisioning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doctor before the application starts: what is wrong is logged, and what cannot work stops the start. */
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Configuration configuration;
    private final Duration patience;

    /** @param patience after which the start goes on: a service that cannot be reached must not delay it */
    StartCheck(Configuration configuration, Duration patience) {
        this.configuration = configuration;
        this.patience = patience;
    }

    /**
     * Logs the faults that the application can live with.
     *
     * @return the ids of Bitmovin's resources that were looked up on the way
     * @throws ConfigurationException with the faults that stop the start, one a line
     */
    Map<ResourceName, String> require() {
        Examination examination = examination();
        List<Finding> findings = examination.findings();
        findings.stream()
                .filter(finding -> finding.level() == Level.FAULT || finding.level() == Level.UNREACHABLE)
                .forEach(finding -> LOG.warn("{}", finding.line()));
        String stops = findings.stream()
                .filter(finding -> finding.level() == Level.STOP)
                .map(Finding::line)
                .collect(Collectors.joining(System.lineSeparator()));
        if (!stops.isEmpty()) {
            throw new ConfigurationException(stops);
        }
        return examination.ids();
    }

    private Examination examination() {
        var examination = new FutureTask<>(() -> {
            try (var provisioning =
                    new Provisioning(configuration.effective(), configuration.file(), new BucketAccess(null, null))) {
                return provisioning.examine();
            }
        });
        var thread = new Thread(examination, "doctor");
        thread.setDaemon(true);
        thread.start();
        try {
            return examination.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The services were not looked at within {} s; see transcoder doctor", patience.toSeconds());
        } catch (ExecutionException e) {
            LOG.warn("The services could not be looked at; see transcoder doctor: {}", StartFailure.line(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Examination(0, List.of(), Map.of());
    }
}
