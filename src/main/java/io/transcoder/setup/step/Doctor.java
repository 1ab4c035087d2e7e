package io.transcoder.setup.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at everything and says what is wrong; changes nothing. */
public final class Doctor {
    private static final Set<String> SERVICES = Set.of("s3", "queue", "Bitmovin");

    private final List<Step> steps;
    private final List<Check> checks;

    /** @param steps of set-up, whose looks are reused */
    public Doctor(List<Step> steps, List<Check> checks) {
        this.steps = List.copyOf(steps);
        this.checks = List.copyOf(checks);
    }

    /** How many things are looked at. */
    public int looks() {
        return steps.size() + checks.size();
    }

    /** What cannot be checked is a finding as well; the same trouble is told once. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        Set<String> silent = new HashSet<>();
        Set<String> absent = new HashSet<>();
        for (Step step : steps) {
            if (!isOf(absent, step.where())) {
                look(step.where(), step.why(), silent, findings, () -> {
                    Look look = step.look().get();
                    if (look.state() == Look.State.MISSING && look.level() == Level.STOP) {
                        absent.add(step.where());
                    }
                    return look.isRight() ? List.of() : List.of(Finding.of(step, look));
                });
            }
        }
        for (Check check : checks) {
            if (!isOf(absent, check.where())) {
                look(check.where(), check.why(), silent, findings, check.findings());
            }
        }
        return findings.stream().distinct().toList();
    }

    /** What belongs to a bucket or queue that is not there would only say so again. */
    private static boolean isOf(Set<String> absent, String where) {
        return absent.stream().anyMatch(thing -> where.startsWith(thing + " ") || where.startsWith(thing + "/"));
    }

    private static void look(
            String where, String why, Set<String> silent, List<Finding> findings, Supplier<List<Finding>> look) {
        if (silent.contains(service(where))) {
            return;
        }
        try {
            findings.addAll(look.get());
        } catch (Trouble trouble) {
            findings.add(Finding.of(where, why, trouble));
            if (trouble.kind() == Trouble.Kind.UNREACHABLE || trouble.kind() == Trouble.Kind.WRONG_KEY) {
                silent.add(service(where));
            }
        }
    }

    /** One that gives no answer, or refuses the key, is not asked again and again. */
    private static String service(String where) {
        String first = where.split("[: ]")[0];
        return SERVICES.contains(first) ? first : "mam";
    }

    /** A look at what set-up cannot make. */
    public record Check(String where, String why, Supplier<List<Finding>> findings) {}
}
