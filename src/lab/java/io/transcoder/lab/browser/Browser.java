package io.transcoder.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.packaging.RequiredTools;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window, with a profile of its own that is gone with it. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        try (var script = Browser.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    /** The test is skipped where this machine has none and none is required. */
    static Browser open(Path profile) {
        Optional<File> browser = program("chromium");
        Optional<File> driver = program("chromedriver");
        if (browser.isEmpty() || driver.isEmpty()) {
            String missing =
                    "There is no chromium with its chromedriver. On a machine with apt-get, .ci/tools gets them.";
            RequiredTools.skipUnlessRequired(RequiredTools.NOT_ON_THIS_MACHINE, missing);
            throw new AssertionError(missing);
        }
        var options = new ChromeOptions();
        options.setBinary(browser.get());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        // with the driver's path nothing is looked for in the network
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<File> program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** @param width in pixels; below 700 it is a phone */
    Browser as(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        width < 700 ? 740 : 800,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 700));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    void go(URI address) {
        driver.get(address.toString());
    }

    URI at() {
        return URI.create(driver.getCurrentUrl());
    }

    String title() {
        return driver.getTitle();
    }

    /** What people can read. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    WebElement find(String css) {
        return waitFor(page -> page.findElement(By.cssSelector(css)));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The first link or button of that text that can be seen. */
    WebElement named(String text) {
        String own = "normalize-space(.)='" + text + "'";
        return waitFor(page ->
                page.findElements(By.xpath("//a[" + own + "]|//button[" + own + "]|//summary[" + own + "]")).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** Presses it, also where a part of the page is just being swapped. */
    void click(String text) {
        waitFor(page -> {
            named(text).click();
            return true;
        });
    }

    <T> T waitFor(ExpectedCondition<T> condition) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100))
                .ignoring(NoSuchElementException.class)
                .ignoring(StaleElementReferenceException.class)
                .until(condition);
    }

    void waitForText(String text) {
        waitFor(page -> text().contains(text));
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Tabs on until an element whose text or label begins so has the focus, and presses a key there. */
    void tabTo(String name, Keys key) {
        for (int i = 0; i < 120; i++) {
            press(Keys.TAB);
            var focused = (List<?>) script("""
                    const one = document.activeElement;
                    const label = one.labels && one.labels.length > 0 ? one.labels[0].innerText : '';
                    return [(label || one.innerText || '').trim().replace(/\\s+/g, ' '), getComputedStyle(one).outlineStyle];
                    """);
            if (focused.get(0).toString().startsWith(name)) {
                assertThat(focused.get(1))
                        .as("the focus on " + name + " can be seen")
                        .isNotEqualTo("none");
                press(key);
                return;
            }
        }
        throw new AssertionError("No key leads to " + name + " on " + at());
    }

    void forget() {
        driver.manage().deleteAllCookies();
    }

    Object script(String javaScript) {
        return driver.executeScript(javaScript);
    }

    /** That the page can be used by people who see little or nothing. */
    void judge(String what) {
        script(axe);
        var violations = (List<?>) driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run({resultTypes: ['violations']}).then(found => done(found.violations.flatMap(rule =>
                    rule.nodes.map(node => rule.id + ' ' + node.html + ' ' + node.failureSummary))));
                """);
        assertThat(violations).as(what + " breaks rules of accessibility").isEmpty();
    }

    void requireNoSidewaysScroll(String what) {
        assertThat(script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(what + " moves sideways")
                .isEqualTo(0L);
    }

    /** What the page and its scripts asked for since the last time, by any way. */
    List<URI> asked() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> json(entry.getMessage()).path("message"))
                .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
                .map(event ->
                        URI.create(event.at("/params/request/url").asText().replaceFirst("\\?.*", "")))
                .filter(asked -> !"chrome".equals(asked.getScheme()))
                .toList();
    }

    /** What the console of the browser complains of since the last time, such as a policy that was broken. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    void shoot(Path file) {
        var shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(shot.get("data").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
