package io.transcoder.cli;

import io.transcoder.bitmovin.ResourceName;
import io.transcoder.cli.common.Configuration;
import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.StartFailure;
import io.transcoder.operate.Provisioning;
import io.transcoder.setup.step.Examination;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Level;
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

/**
 * Looks at the services, as the doctor does, before the application starts: logs faults, and stops a start that cannot work.
 *
 * @param deadline of {@link System#nanoTime}, when the patience is over
 */
record StartCheck(FutureTask<Examination> examination, Duration patience, long deadline) {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /**
     * Begins to look at the services, while the caller goes on with what needs none of them.
     *
     * @param patience after which the start goes on: a service that cannot be reached must not delay it
     */
    static StartCheck begin(Configuration configuration, Duration patience) {
        var examination = new FutureTask<>(() -> {
            try (var provisioning = new Provisioning(configuration.effective(), configuration.file())) {
                return provisioning.examine(true);
            }
        });
        var thread = new Thread(examination, "doctor");
        thread.setDaemon(true);
        thread.start();
        return new StartCheck(examination, patience, System.nanoTime() + patience.toNanos());
    }

    /**
     * Waits for the findings, and logs the faults that the application can live with.
     *
     * @return the ids of Bitmovin's resources that were looked up on the way
     * @throws ConfigurationException with the faults that stop the start, one a line
     */
    Map<ResourceName, String> require() {
        Examination examined = examined();
        List<Finding> findings = examined.findings();
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
        return examined.ids();
    }

    private Examination examined() {
        try {
            return examination.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
