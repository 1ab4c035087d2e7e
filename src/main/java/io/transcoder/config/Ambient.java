package io.transcoder.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the proxy of the environment and of the JVM, which counts where the configuration has none. */
final class Ambient {
    private static final String HTTPS_PROXY = "HTTPS_PROXY";

    private Ambient() {}

    /**
     * The candidates for a setting's value, the best first; null where there is none.
     *
     * <p>{@code HTTP_PROXY} is both our name for http.proxy and everybody's for the proxy of plain HTTP: beside an {@code HTTPS_PROXY}
     * it is the latter.
     *
     * @param own of the environment, the JVM's properties and the file
     */
    static List<String> extended(
            Setting setting, String[] own, Map<String, String> system, Map<String, String> environment) {
        List<String> all = new ArrayList<>(Arrays.asList(own));
        if (setting == Setting.HTTP_PROXY) {
            if (either(environment, HTTPS_PROXY) != null) {
                all.set(0, null);
            }
            all.add(either(environment, HTTPS_PROXY));
            String host = system.getOrDefault("https.proxyHost", "");
            all.add(host.isEmpty() ? null : host + ":" + system.getOrDefault("https.proxyPort", "443"));
        } else if (setting == Setting.HTTP_NO_PROXY) {
            all.add(either(environment, "NO_PROXY"));
            all.add(system.get("http.nonProxyHosts"));
        }
        return all;
    }

    /** In capitals or small letters, as the tools of the system differ. */
    private static String either(Map<String, String> environment, String name) {
        String capitals = environment.getOrDefault(name, "");
        String value = capitals.isBlank() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : capitals;
        return value.isBlank() ? null : value;
    }
}
