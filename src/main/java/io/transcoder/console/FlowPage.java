package io.transcoder.console;

import io.transcoder.config.Setting;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.lint.RouteReview;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import io.transcoder.operate.RouteFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The routes as their files have them, what is wrong in them, and how often each ran. */
public final class FlowPage extends Page {
    private final Desk desk;
    private final Path folder;
    private final AtomicReference<Checked> checked = new AtomicReference<>();

    FlowPage(Desk desk) {
        super("/flow", "Flow");
        this.desk = desk;
        this.folder = Path.of(desk.effective().get(Setting.ROUTES_DIRECTORY.key()));
    }

    @Override
    Answer get(Request request) {
        String upload = request.value("upload").strip();
        Optional<Claim> claim = upload.isEmpty() ? Optional.empty() : claim(upload);
        RouteFolder routes = RouteFolder.read(folder, desk.effective());
        if (!request.below().isEmpty()
                && routes.routeFiles().stream().noneMatch(file -> file.name().equals(request.below()))) {
            return Answer.fault(404, "There is no such file of routes.");
        }
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
                        claim.map(Claim::profile).orElse(request.value("profile")),
                        request.below()));
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
        routes.unreadable().forEach((name, fault) -> texts.add(name + lines(folder.resolve(name))));
        texts.addAll(routes.notLoaded());
        Checked last = checked.get();
        if (last == null || !last.texts().equals(texts)) {
            last = new Checked(texts, new RouteReview(desk.effective(), desk.file()).findings());
            checked.set(last);
        }
        return last.findings();
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
     * @param file of the engine that is shown; empty where it is those of integrators
     */
    public record Model(
            Path folder,
            RouteFolder routes,
            List<Finding> findings,
            RouteFigures figures,
            Map<String, List<Bill>> bills,
            String upload,
            String profile,
            String file) {
        private static final int AROUND = 2;

        /** The one that was asked for, else those that integrators edit, the longest first. */
        public List<RouteFile> files() {
            return routes.routeFiles().stream()
                    .filter(one -> file.isEmpty() ? !isEngine(one) : one.name().equals(file))
                    .filter(one -> !hasSecret(one.name()))
                    .sorted(Comparator.comparing((RouteFile one) -> -one.steps().size()))
                    .toList();
        }

        /** As people know it, such as {@code routes/profiles.camel.yaml}. */
        public String name(String of) {
            return folder.toAbsolutePath().getFileName() + "/" + of;
        }

        public List<RouteFile> engine() {
            return routes.routeFiles().stream().filter(this::isEngine).toList();
        }

        /** To where a route is drawn. */
        public String link(Route route) {
            return "/flow" + (isEngine(route.file()) ? "/" + route.file().name() : "") + "#steps-"
                    + Show.url(route.id());
        }

        public boolean isEngine(RouteFile file) {
            return file.name().startsWith("engine/");
        }

        /** What a message or a timer begins, what calls most at first. */
        public List<Route> entries() {
            return routes.entries().stream()
                    .filter(route ->
                            route.takesMessages() && !hasSecret(route.file().name()))
                    .sorted(Comparator.comparing(
                            (Route route) -> -routes.reachedFrom(route).size()))
                    .toList();
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

        public List<Finding> findings(Place place) {
            return findings.stream()
                    .filter(finding -> finding.file().equals(place.file().name()) && finding.line() == place.line())
                    .toList();
        }

        public String place(Finding finding) {
            return finding.file().equals(RouteFolder.PROPERTIES) ? finding.file() : name(finding.file());
        }

        /** Whether a rule has found one, so that nothing of the file is shown. */
        public boolean hasSecret(String name) {
            return findings.stream()
                    .anyMatch(finding ->
                            finding.file().equals(name) && finding.rule().id().equals("literal-secret"));
        }

        /** The lines about a finding, each with its number; none of a file that no rule has read, or that has a secret. */
        public List<String> excerpt(Finding finding) {
            boolean isRead =
                    routes.files().stream().anyMatch(file -> file.name().equals(finding.file()));
            List<String> all = isRead && !hasSecret(finding.file()) ? lines(folder.resolve(finding.file())) : List.of();
            int first = Math.max(1, finding.line() - AROUND);
            int last = Math.min(all.size(), finding.line() + AROUND);
            return IntStream.rangeClosed(first, last)
                    .mapToObj(line -> (line == finding.line() ? "> " : "  ") + line + "  " + all.get(line - 1))
                    .toList();
        }
    }
}
