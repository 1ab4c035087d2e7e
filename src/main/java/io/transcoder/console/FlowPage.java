package io.transcoder.console;

import io.transcoder.config.Setting;
import io.transcoder.ledger.Bill;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.Ledger;
import io.transcoder.lint.RouteReview;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The routes as their files have them, what is wrong in them, and how often each ran. */
public final class FlowPage implements Page {
    private static final Pattern RESULT = Pattern.compile(RouteFolder.RESULT_PATTERN);

    private final Desk desk;
    private final Path folder;
    private final AtomicReference<Checked> checked = new AtomicReference<>();

    FlowPage(Desk desk) {
        this.desk = desk;
        this.folder = Path.of(desk.effective().get(Setting.ROUTES_DIRECTORY.key()));
    }

    @Override
    public String path() {
        return "/flow";
    }

    @Override
    public String title() {
        return "Flow";
    }

    @Override
    public Answer get(Request request) {
        String upload = request.value("upload").strip();
        Optional<Claim> claim = upload.isEmpty() ? Optional.empty() : claim(upload);
        RouteFolder routes = RouteFolder.read(folder, desk.effective(), RESULT);
        LocalDate today = desk.costs().today();
        Map<String, List<Bill>> bills = desk.costs().bills(today.withDayOfMonth(1), today).stream()
                .collect(Collectors.groupingBy(Bill::profile));
        return Answer.page(
                "flow",
                new Model(
                        folder,
                        routes,
                        findings(routes),
                        RouteFigures.ask(desk.settings(), desk.workbench()),
                        bills,
                        upload,
                        claim.map(Claim::profile).orElse(request.value("profile"))));
    }

    /** Of the last attempt of the job that is meant. */
    private Optional<Claim> claim(String upload) {
        Ledger ledger = desk.workbench().ledger();
        return desk.encoder().find(desk.workbench(), upload).jobs().stream()
                .findFirst()
                .flatMap(job -> ledger.claimOf(job.jobId(), job.attempt()));
    }

    /** The rules take a while, so they judge the same files once. */
    private List<Finding> findings(RouteFolder routes) {
        List<String> texts = new ArrayList<>();
        routes.files().forEach(file -> texts.add(file.name() + file.text()));
        routes.unreadable().forEach((name, fault) -> texts.add(name + lines(name)));
        Checked last = checked.get();
        if (last == null || !last.texts().equals(texts)) {
            last = new Checked(texts, new RouteReview(desk.effective(), desk.file()).findings(RESULT));
            checked.set(last);
        }
        return last.findings();
    }

    private List<String> lines(String file) {
        return lines(folder.resolve(file));
    }

    /** None where it can't be read as text. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private record Checked(List<String> texts, List<Finding> findings) {}

    /**
     * @param bills of this month, by profile
     * @param upload what was looked for; empty where nothing was
     * @param profile to be marked; empty where there is none
     */
    public record Model(
            Path folder,
            RouteFolder routes,
            List<Finding> findings,
            RouteFigures figures,
            Map<String, List<Bill>> bills,
            String upload,
            String profile) {
        private static final int AROUND = 2;

        /** The files that integrators edit first. */
        public List<RouteFile> files() {
            return routes.routeFiles().stream()
                    .sorted((one, other) -> Boolean.compare(isEngine(one), isEngine(other)))
                    .toList();
        }

        public boolean isEngine(RouteFile file) {
            return file.name().startsWith("engine/");
        }

        /** What a message or a timer begins, what calls most at first. */
        public List<Route> entries() {
            return routes.entries().stream()
                    .filter(Route::takesMessages)
                    .sorted(Comparator.comparing(
                            (Route route) -> -routes.reachedFrom(route).size()))
                    .toList();
        }

        /** The class of a step's kind. */
        public String kind(Step step) {
            return switch (step.kind()) {
                case "choice", "doTry" -> "step-fork";
                case "when", "otherwise", "doCatch", "doFinally", "filter", "onException" -> "step-branch";
                default -> step.kamelet().isEmpty() ? "step-plain" : "step-encoder";
            };
        }

        /** Null where it is not known. */
        public RouteFigures.Figure figure(Route route) {
            return figures.routes().get(route.id());
        }

        /** Of the route that the step calls, where no other step calls it; null otherwise. */
        public RouteFigures.Figure figure(Step step) {
            return routes.direct(step.direct())
                    .filter(route -> routes.steps().stream()
                                    .filter(other -> other.direct().equals(step.direct()))
                                    .count()
                            == 1)
                    .map(this::figure)
                    .orElse(null);
        }

        public Route called(Step step) {
            return routes.direct(step.direct()).orElse(null);
        }

        public boolean isMarked(Step step) {
            return !profile.isEmpty()
                    && routes.direct(step.direct())
                            .filter(route -> route.id().equals(profile))
                            .isPresent();
        }

        public List<Finding> findings(Place place) {
            return findings.stream()
                    .filter(finding -> finding.file().equals(place.file().name()) && finding.line() == place.line())
                    .toList();
        }

        public String place(Finding finding) {
            return finding.file().equals(RouteFolder.PROPERTIES)
                    ? finding.file()
                    : folder.resolve(finding.file()).toString();
        }

        /** The lines about a finding, each with its number; none of the configuration, which has secrets. */
        public List<String> excerpt(Finding finding) {
            List<String> all =
                    finding.file().equals(RouteFolder.PROPERTIES) ? List.of() : lines(folder.resolve(finding.file()));
            List<String> some = new ArrayList<>();
            for (int line = Math.max(1, finding.line() - AROUND);
                    line <= Math.min(all.size(), finding.line() + AROUND);
                    line++) {
                some.add((line == finding.line() ? "> " : "  ") + line + "  " + all.get(line - 1));
            }
            return some;
        }

        /** What a step does, in a few words. */
        public static String does(Step step) {
            String expression = step.expression().text().strip();
            return switch (step.kind()) {
                case "setVariable", "setVariables" ->
                    "sets " + names(step.variablesSet().keySet());
                case "setHeader", "setHeaders" ->
                    "sets " + names(step.headersSet().keySet());
                case "bean" -> step.text("ref") + "." + step.text("method");
                case "log", "throwException" -> step.text("message");
                case "doCatch" -> "on a failure";
                case "doFinally" -> "in any case";
                case "otherwise" -> "otherwise";
                case "to", "toD" ->
                    step.kamelet().isEmpty()
                            ? step.uri()
                            : step.kamelet()
                                    .replaceFirst("^bitmovin-(.*)-action$", "$1")
                                    .replace('-', ' ');
                default -> expression.isEmpty() ? step.kind() : step.kind() + " " + expression;
            };
        }

        private static String names(Collection<String> names) {
            return String.join(", ", names);
        }
    }
}
