package io.transcoder.lint;

import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Paths;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import java.util.Set;

/** Rules on deletes: a source is deleted only after its output was verified. */
final class DeleteRules {
    private static final String VERIFIED = "${variable.end.outcome} == 'FINISHED'";
    private static final Set<String> HOLDS_END = Set.of("endings", "ledger");

    private DeleteRules() {}

    static void deleteWithoutVerification(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, (step, verified) -> {
            if (!verified && step.callsAnyOf("sourceCleaner")) {
                found.at(step, "deletes the source where nothing says that its output is verified");
            }
            return verified || step.expression().text().strip().equals(VERIFIED);
        });
        folder.entries().forEach(route -> paths.follow(route, false));
    }

    static void endWithoutVerification(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, (step, verified) -> {
            if (!verified && (step.calls("endings", "finished") || step.calls("endings", "lost"))) {
                found.at(step, "the outputs were not looked at on the way to it");
            }
            boolean looks = step.calls("outputs", "verify") || step.calls("lostJobs", "judge");
            return verified || (looks && step.variablesSet().containsKey("verification"));
        });
        folder.entries().forEach(route -> paths.follow(route, false));
        folder.steps().stream()
                .filter(step -> step.variablesSet().containsKey("end"))
                .filter(step -> HOLDS_END.stream().noneMatch(step::callsAnyOf))
                .forEach(step -> found.at(step, "fills the variable end from something else than an end record"));
    }

    static void deletePastTheCleaner(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            if (step.uri().startsWith("aws2-s3:") && step.option("operation").startsWith("deleteObject")) {
                found.at(step, "deletes objects of " + step.uri().substring("aws2-s3:".length()));
            }
            if (step.headersSet()
                    .getOrDefault("CamelAwsS3Operation", Expression.NONE)
                    .text()
                    .startsWith("delete")) {
                found.at(step, "makes the next call to S3 a delete");
            }
        }
        for (Step step : folder.endpoints()) {
            boolean consumes = Set.of("from", "poll", "pollEnrich").contains(step.kind());
            String reads = step.kind().equals("pollEnrich") ? step.expression().text() : step.uri();
            String options = reads + "&deleteAfterRead=" + step.option("deleteAfterRead");
            if (consumes && reads.startsWith("aws2-s3:") && !options.contains("deleteAfterRead=false")) {
                found.at(step, "deletes what it reads of " + reads.substring("aws2-s3:".length()));
            }
        }
    }
}
