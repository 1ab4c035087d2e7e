package io.transcoder.setup.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs all looks and checks, and collects what is wrong; changes nothing.
 *
 * @param steps of set-up, whose looks are reused
 */
public record Doctor(List<Step> steps, List<Check> checks) {
    private static final Set<String> SERVICES = Set.of("s3", "queue", "Bitmovin");

    /** How many things are looked at. */
    public int looks() {
        return steps.size() + checks.size();
    }

    /** What cannot be checked is a finding as well; the same trouble is told once. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        Set<String> silent = new HashSet<>();
        Set<String> absent = new HashSet<>();
        List<Check> all = new ArrayList<>();
        steps.forEach(step -> all.add(new Check(step.where(), step.why(), where -> look(step, absent))));
        all.addAll(checks);
        for (Check check : all) {
            if (!isOf(absent, check.where()) && !silent.contains(service(check.where()))) {
                try {
                    findings.addAll(check.findings().apply(check.where()));
                } catch (Trouble trouble) {
                    findings.add(Finding.ofTrouble(check.where(), check.why(), trouble));
                    if (trouble.reason() == Trouble.Reason.UNREACHABLE
                            || trouble.reason() == Trouble.Reason.WRONG_KEY) {
                        silent.add(service(check.where()));
                    }
                }
            }
        }
        return findings.stream().distinct().toList();
    }

    private static List<Finding> look(Step step, Set<String> absent) {
        Look look = step.look().get();
        if (look.state() == Look.State.MISSING && look.level() == Level.STOP) {
            absent.add(step.where());
        }
        return look.isRight() ? List.of() : List.of(Finding.ofLook(step, look));
    }

    /** What belongs to a bucket or queue that is not there would only say so again. */
    private static boolean isOf(Set<String> absent, String where) {
        return absent.stream().anyMatch(thing -> where.startsWith(thing + " ") || where.startsWith(thing + "/"));
    }

    /** One that gives no answer, or refuses the key, is not asked again and again. */
    private static String service(String where) {
        String first = where.split("[: ]")[0];
        return SERVICES.contains(first) ? first : "mam";
    }

    /**
     * A look at what set-up cannot make.
     *
     * @param findings by where they are
     */
    public record Check(String where, String why, Function<String, List<Finding>> findings) {}
}
