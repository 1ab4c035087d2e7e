package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Map;

/**
 * Checks that need a tool which a machine may not have and no test installs: {@code .ci/tools} gets them. Where one is missing the
 * check is reported as skipped with the reason; in CI, which sets {@code CI=true}, and with {@code -Dtools.required=true} it fails.
 */
public final class RequiredTools {
    /** How the scripts end where this machine lacks what they need. */
    public static final int NOT_ON_THIS_MACHINE = 3;

    private RequiredTools() {}

    /**
     * @param code how a script has ended
     * @param said what it printed
     */
    public static void skipUnlessRequired(int code, String said) {
        if (!areRequired(System.getenv(), System.getProperty("tools.required"))) {
            assumeThat(code).as(said.strip()).isNotEqualTo(NOT_ON_THIS_MACHINE);
        }
    }

    /** @param property beats the environment; null if not set */
    static boolean areRequired(Map<String, String> environment, String property) {
        return Boolean.parseBoolean(property == null ? environment.get("CI") : property);
    }
}
