package io.transcoder.lab.matrix;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.matrix.History.OpenJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an operator sees of the open jobs: the command {@code jobs list --json}. */
final class JobList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path config;

    JobList(Path config) {
        this.config = config;
    }

    List<OpenJob> open(String keyPrefix) {
        try {
            Process process = new ProcessBuilder(
                            AppProcess.command("jobs", "list", "--json", "--config", config.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var jobs = new ArrayList<OpenJob>();
            for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> l.startsWith("{"))
                    .toList()) {
                OpenJob job = JSON.readValue(line, OpenJob.class);
                if (job.key() != null && job.key().startsWith(keyPrefix)) {
                    jobs.add(job);
                }
            }
            return jobs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
