package io.transcoder.lint;

import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.RouteFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the routes of a configuration against the rules, and reports the findings as text. */
public final class RouteReview {
    private final Map<String, String> effective;
    private final Path file;
    private final Path folder;
    private List<Finding> said = List.of();

    /**
     * @param effective every key's value in force
     * @param file the configuration, as a line calls it
     */
    public RouteReview(Map<String, String> effective, Path file) {
        this.effective = Map.copyOf(effective);
        this.file = file;
        this.folder = Path.of(effective.get(Setting.ROUTES_DIRECTORY.key()));
    }

    public List<Finding> findings() {
        return Rules.check(RouteFolder.read(folder, effective));
    }

    /**
     * Logs the warnings where there is no error, which may be what they come from; the same ones once, for an edit that waits is looked
     * at again and again.
     *
     * @throws ConfigurationException with a line for each error
     */
    public void require() {
        Logger log = LoggerFactory.getLogger("transcoder");
        List<Finding> all = findings();
        boolean unreadable = all.stream().anyMatch(RouteReview::isUnreadable);
        refuse(all.stream()
                .filter(finding -> finding.rule().isError())
                // what is missing elsewhere may be in the file that can't be read
                .filter(finding -> !unreadable || isUnreadable(finding)));
        if (!all.equals(said)) {
            all.forEach(finding -> log.warn("{}", line(finding)));
            said = all;
        }
    }

    /**
     * Looks only for what would run code when the routes are loaded, which a check must not do.
     *
     * @throws ConfigurationException with a line for each place, or for each file that cannot be read
     */
    public void requireNoCode() {
        refuse(Rules.check(RouteFolder.read(folder, effective), Set.of(Rules.NOT_YAML, Rules.CODE_IN_ROUTES)).stream());
    }

    private void refuse(Stream<Finding> findings) {
        String lines = findings.map(this::line).collect(Collectors.joining(System.lineSeparator()));
        if (!lines.isEmpty()) {
            throw new ConfigurationException(lines);
        }
    }

    /** Whether the finding is of code that a load would run. */
    public static boolean runsCode(Finding finding) {
        return finding.rule().id().equals(Rules.CODE_IN_ROUTES);
    }

    /** {@code file:line: severity rule: where: what. Fix.} */
    public String line(Finding finding) {
        String where = finding.where().isEmpty() ? "" : finding.where() + ": ";
        return place(finding) + ":" + finding.line() + ": " + finding.rule().severity() + " "
                + finding.rule().id() + ": " + where + finding.text()
                + (finding.text().endsWith("?") ? " " : ". ")
                + finding.rule().fix();
    }

    public Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", place(finding));
        fields.put("line", finding.line());
        fields.put("severity", finding.rule().severity());
        fields.put("rule", finding.rule().id());
        fields.put("where", finding.where());
        fields.put("text", finding.text());
        fields.put("fix", finding.rule().fix());
        return fields;
    }

    private String place(Finding finding) {
        return finding.file().equals(RouteFolder.PROPERTIES)
                ? file.toString()
                : folder.resolve(finding.file()).toString();
    }

    private static boolean isUnreadable(Finding finding) {
        return finding.rule().id().equals(Rules.NOT_YAML);
    }
}
