package io.transcoder.cli;

import io.transcoder.config.ConfigurationException;
import io.transcoder.routes.Finding;
import io.transcoder.routes.RouteFolder;
import io.transcoder.routes.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules on the routes of a configuration, in words. */
final class RouteReview {
    private final Configuration configuration;

    RouteReview(Configuration configuration) {
        this.configuration = configuration;
    }

    List<Finding> findings(Pattern resultPattern) {
        return Rules.check(RouteFolder.read(configuration.routes(), configuration.effective(), resultPattern));
    }

    /**
     * Logs the warnings.
     *
     * @throws ConfigurationException with a line for each error
     */
    void require() {
        Logger log = LoggerFactory.getLogger("transcoder");
        List<Finding> all = findings(Pattern.compile(RouteFolder.RESULT_PATTERN));
        all.stream().filter(finding -> !finding.rule().isError()).forEach(finding -> log.warn("{}", line(finding)));
        String errors = all.stream()
                .filter(finding -> finding.rule().isError())
                .map(this::line)
                .collect(Collectors.joining(System.lineSeparator()));
        if (!errors.isEmpty()) {
            throw new ConfigurationException(errors);
        }
    }

    /** {@code file:line: severity rule: where: what. Fix.} */
    String line(Finding finding) {
        String where = finding.where().isEmpty() ? "" : finding.where() + ": ";
        return place(finding) + ":" + finding.line() + ": " + severity(finding) + " "
                + finding.rule().id() + ": " + where + finding.text() + ". "
                + finding.rule().fix();
    }

    Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", place(finding));
        fields.put("line", finding.line());
        fields.put("severity", severity(finding));
        fields.put("rule", finding.rule().id());
        fields.put("where", finding.where());
        fields.put("text", finding.text());
        fields.put("fix", finding.rule().fix());
        return fields;
    }

    private String place(Finding finding) {
        return finding.file().equals(RouteFolder.PROPERTIES)
                ? configuration.file().toString()
                : configuration.routes().resolve(finding.file()).toString();
    }

    private static String severity(Finding finding) {
        return finding.rule().severity().name().toLowerCase(Locale.ROOT);
    }
}
