package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Proxy;
import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
    @Test
    void thereIsNoProxyWhereNothingNamesOne() {
        HttpProxy proxy = proxy(Map.of(), Map.of(), Map.of());

        assertThat(proxy.address()).isEmpty();
        assertThat(proxy.isFor("api.bitmovin.com")).isFalse();
        assertThat(proxy.selector().select(URI.create("https://api.bitmovin.com/v1")))
                .containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://proxy:3128",
        "https_proxy, http://proxy:3128",
        "HTTPS_PROXY, proxy:3128",
        "HTTPS_PROXY, http://proxy:3128/",
        "HTTP_PROXY, http://proxy:3128"
    })
    void theEnvironmentNamesIt(String variable, String value) {
        assertThat(proxy(Map.of(), Map.of(), Map.of(variable, value)).address())
                .contains(URI.create("http://proxy:3128"));
    }

    @Test
    void whatIsMoreOursGoesFirst() {
        var file = new HashMap<String, String>();
        var system = new HashMap<String, String>();
        var environment = new HashMap<String, String>();

        system.put("https.proxyHost", "jvm");
        system.put("https.proxyPort", "8080");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://jvm:8080"));
        environment.put("https_proxy", "small:1");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://small:1"));
        environment.put("HTTPS_PROXY", "capitals:1");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://capitals:1"));
        environment.put("HTTP_PROXY", "plain:1");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://capitals:1"));
        file.put("http.proxy", "http://file:1");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://file:1"));
        system.put("http.proxy", "http://given:1");
        assertThat(proxy(file, system, environment).address()).contains(URI.create("http://given:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "127.0.0.1",
                "127.1.2.3",
                "::1",
                "[::1]",
                "sandbox.localhost",
                "0.0.0.0"
            })
    void thisMachineIsNeverAskedForThroughIt(String host) {
        assertThat(proxy(Map.of("http.proxy", "http://proxy:3128"), Map.of(), Map.of())
                        .isFor(host))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com | example.com | false",
                "example.com | a.example.com | false",
                ".example.com | a.example.com | false",
                "*.example.com | a.b.example.com | false",
                "Example.COM | A.example.com | false",
                "example.com | notexample.com | true",
                "example.com | example.com.evil.org | true",
                "example.com:8443 | example.com | false",
                "a.org, b.org ,c.org | b.org | false",
                "a.org|b.org | b.org | false",
                "10.* | 10.1.2.3 | false",
                "10.0.0.7 | 10.0.0.7 | false",
                "10.0.0.7 | 10.0.0.70 | true",
                "fd00::7 | fd00::7 | false",
                "* | api.bitmovin.com | false",
                "exampleXcom | example.com | true"
            })
    void whatIsNamedIsReachedWithoutIt(String row) {
        String[] cells = row.split(" \\| ");
        var settings = Map.of("http.proxy", "http://proxy:3128", "http.no-proxy", cells[0].strip());

        assertThat(proxy(settings, Map.of(), Map.of()).isFor(cells[1].strip()))
                .isEqualTo(Boolean.parseBoolean(cells[2].strip()));
    }

    @ParameterizedTest
    @CsvSource({"NO_PROXY, 'a.org,b.org'", "no_proxy, 'a.org,b.org'"})
    void theEnvironmentNamesWhatIsReachedWithoutIt(String variable, String value) {
        HttpProxy proxy = proxy(Map.of(), Map.of(), Map.of("HTTPS_PROXY", "http://proxy:3128", variable, value));

        assertThat(proxy.isFor("b.org")).isFalse();
        assertThat(proxy.isFor("c.org")).isTrue();
    }

    @Test
    void theJvmNamesWhatIsReachedWithoutIt() {
        HttpProxy proxy =
                proxy(Map.of(), Map.of("https.proxyHost", "jvm", "http.nonProxyHosts", "a.org|*.b.org"), Map.of());

        assertThat(proxy.address()).contains(URI.create("http://jvm:443"));
        assertThat(proxy.isFor("s3.b.org")).isFalse();
        assertThat(proxy.isFor("c.org")).isTrue();
    }

    @Test
    void aLoginInTheAddressOrBesideItIsGivenToNobodyElse() {
        HttpProxy inAddress = proxy(Map.of(), Map.of(), Map.of("HTTPS_PROXY", "http://me:p%40ss%3A%2B+@proxy:3128"));
        HttpProxy beside = proxy(
                Map.of("http.proxy", "http://proxy:3128", "http.proxy-user", "me", "http.proxy-password", "p@ss:++"),
                Map.of(),
                Map.of());

        for (HttpProxy proxy : new HttpProxy[] {inAddress, beside}) {
            assertThat(proxy.address()).contains(URI.create("http://proxy:3128"));
            assertThat(proxy.authorization("api.bitmovin.com"))
                    .contains("Basic " + Base64.getEncoder().encodeToString("me:p@ss:++".getBytes()));
            assertThat(proxy.authorization("localhost")).isEmpty();
        }
    }

    @Test
    void nothingShowsTheLogin() {
        var effective = EffectiveProperties.of(
                Map.of("http.proxy-password", "hush-1"),
                Map.of(),
                Map.of("HTTPS_PROXY", "http://me:hush-2@proxy:3128"));

        assertThat(Settings.of(effective)).asString().doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://hush@proxy:3128", "http://hush@proxy", "socks5://hush@proxy:1080", "http://h:1/hush"})
    void whatIsNoProxysAddressIsRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> proxy(Map.of("http.proxy", value), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("http.proxy: the value is not an HTTP proxy's address")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aVaultThatIsReachedThroughTheProxyCannotHoldItsPassword() {
        var effective = EffectiveProperties.of(
                Map.of(
                        "http.proxy",
                        "http://proxy:3128",
                        "http.proxy-user",
                        "me",
                        "http.proxy-password",
                        "{{aws:proxy}}"),
                Map.of(),
                Map.of());

        assertThat(SettingsCheck.check(effective, Set.of()))
                .extracting(Problem::toString)
                .anyMatch(problem -> problem.contains("http.proxy-password") && problem.contains("Secrets Manager"));
    }

    private static HttpProxy proxy(
            Map<String, String> file, Map<String, String> system, Map<String, String> environment) {
        return HttpProxy.of(Settings.of(EffectiveProperties.of(file, system, environment)));
    }
}
