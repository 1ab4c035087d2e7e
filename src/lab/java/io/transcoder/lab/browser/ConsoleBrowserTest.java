package io.transcoder.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The console as people have it: in a real Chromium, on a site at work. One browser and one site for all, so the tests that change
 * something come last. With {@code -Ddocs.write=true} the pictures of docs/console are made anew.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleBrowserTest {
    private static final List<String> PAGES = List.of("/", "/uploads", "/dead-letters", "/flow", "/costs");
    private static final Path PICTURES = Path.of("docs", "console");
    private static final int WIDE = 1280;
    private static final int PHONE = 360;

    private Browser browser;
    private ShownSite site;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        browser = Browser.open(folder.resolve("profile"));
        site = new ShownSite(folder);
        browser.as(WIDE, false).go(site.address());
        browser.waitForText("Open uploads");
        browser.asked();
    }

    @AfterAll
    void close() {
        if (site != null) {
            site.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void atTheBeginning() {
        browser.as(WIDE, false).go(site.at("/"));
    }

    /** Whatever a test does: the pages ask the console alone, and break none of its rules. */
    @AfterEach
    void nothingIsAskedOfAnotherHost() {
        assertThat(browser.asked())
                .allMatch(asked ->
                        site.address().getAuthority().equals(asked.getAuthority()) || "data".equals(asked.getScheme()));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Order(1)
    void eachPageCanBeReadByEveryoneOnAnyScreen() {
        for (String page : PAGES) {
            for (int width : List.of(WIDE, PHONE)) {
                for (boolean dark : List.of(false, true)) {
                    if (dark != (width == PHONE) && !isDocsWritten()) {
                        // colours and widths do not depend on each other, so that two of the four show all
                        continue;
                    }
                    browser.as(width, dark).go(site.at(page));
                    String name = (page.length() > 1 ? page.substring(1) : "now") + "-"
                            + (width == WIDE ? "wide" : "phone") + (dark ? "-dark" : "");
                    assertThat(browser.all("h1")).as(name).hasSize(1);
                    picture(name);
                    if (dark == (width == PHONE)) {
                        browser.judge(name);
                    }
                    browser.requireNoSidewaysScroll(name);
                }
            }
        }
    }

    @Test
    @Order(2)
    void aKeyIsTextAndNeverMarkup() {
        for (String page : PAGES) {
            browser.go(site.at(page));
            assertThat(browser.all("img[src=x]")).as(page).isEmpty();
        }
        browser.go(site.at("/"));
        assertThat(browser.text()).contains("<img src=x onerror=alert(1)> & \"quotes\" 'live'.mxf");
    }

    @Test
    @Order(3)
    void everythingIsReachedByKeysAlone() {
        browser.tabTo("Skip to the content", Keys.ENTER);
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("main");
        browser.go(site.at("/"));
        browser.tabTo("Flow", Keys.ENTER);
        browser.waitForText("What runs by itself");
        browser.tabTo("mp4 ", Keys.ENTER);
        assertThat(browser.at().getFragment()).isEqualTo("steps-mp4");
    }

    @Test
    @Order(4)
    void theFlowShowsTheProfileThatAnUploadTook() {
        browser.go(site.at("/flow"));
        browser.find("#way-of").sendKeys("VX-4711", Keys.ENTER);
        browser.waitForText("took the profile xdcam-stereo-mp4");

        assertThat(browser.find(".route-marked .name").getText()).isEqualTo("xdcam-stereo-mp4");
        assertThat(browser.find(".step-marked .step-id").getText()).isEqualTo("use-xdcam-stereo-mp4");
        browser.script("document.querySelector('.step-marked').scrollIntoView({block: 'center'})");
        picture("flow-way");
    }

    @Test
    @Order(5)
    void theFlowCountsWhatTheInstanceDid() {
        browser.go(site.at("/flow"));

        assertThat(browser.find("#ways").getText()).contains("the only running instance");
        assertThat(browser.find("#route-xdcam-stereo-mp4 summary").getText()).containsPattern("[2-9] done");
    }

    @Test
    @Order(6)
    void costsAreAChartThatIsReadAloudATableAndAFileForSpreadsheets() {
        browser.go(site.at("/costs"));

        assertThat(browser.find("svg[role=img]").getAccessibleName()).startsWith("Billable minutes of each day of");
        assertThat(browser.find("#by-profile").getText()).isEqualTo("By profile");
        var csv = browser.script("""
                return fetch(document.querySelector('a[href*="by-profile.csv"]').href).then(answer => answer.text()
                    .then(text => answer.headers.get('Content-Disposition') + '\\n' + text))""");
        assertThat(csv.toString().lines())
                .contains("profile,attempts,minutes,unknown,price,currency")
                .anyMatch(line -> line.startsWith("\"xdcam-stereo-mp4\","))
                .first()
                .asString()
                .contains("attachment", "by-profile.csv");
    }

    @Test
    @Order(20)
    void aBrokenEditIsShownWithItsFileAndLine() throws IOException {
        Path profiles = site.routes().resolve("profiles.camel.yaml");
        String sound = Files.readString(profiles);
        Files.writeString(
                profiles, sound.replaceFirst("uri: direct:profile-xdcam-stereo-mp4", "uri: direct:profile-xdcam"));
        try {
            browser.go(site.at("/flow"));
            int line = sound.substring(0, sound.indexOf("uri: direct:profile-xdcam-stereo-mp4"))
                    .split("\n", -1)
                    .length;
            assertThat(browser.find("#faults").getText())
                    .contains("profiles.camel.yaml:")
                    .contains(line + "                        uri: direct:profile-xdcam\n");
            browser.waitForText("an edit is refused");
            picture("flow-broken");

            Files.writeString(profiles, sound + "- route: [\n");
            browser.go(site.at("/flow"));
            assertThat(browser.find("#faults").getText()).contains("profiles.camel.yaml:");
            browser.judge("a broken file");
        } finally {
            Files.writeString(profiles, sound);
        }
        browser.go(site.at("/flow"));
        assertThat(browser.all("#faults")).isEmpty();
    }

    /** Each step is a picture of docs/console.md. */
    @Test
    @Order(21)
    void aFailedUploadIsFoundUnderstoodAndReplayed() {
        picture("strip-1-now");
        browser.find("a[href='/dead-letters'] .figure").click();
        browser.waitForText(ShownSite.WHY);
        assertThat(browser.text()).contains("2 × encoding-failed", "What to do:");
        picture("strip-2-causes");
        browser.click("The letters");
        browser.click("interview-town-hall.mxf");
        browser.waitForText("What is known of the failure");
        assertThat(browser.text()).contains(ShownSite.WHY, ShownSite.FAILED);
        browser.judge("a letter");
        picture("strip-3-letter");
        site.mend();
        browser.click("Replay…");
        browser.waitForText("Nothing is done yet");
        browser.judge("the plan of a replay");
        picture("strip-4-plan");
        browser.click("Replay it");
        browser.waitForText("Close");
        browser.waitFor(page -> site.site().records(ShownSite.FAILED).contains("2.clean"));
        browser.find("#find").sendKeys("interview-town-hall", Keys.ENTER);
        browser.click("interview-town-hall.mxf");
        browser.waitForText("attempt 2");
        browser.judge("one upload");
        picture("strip-5-done");
    }

    @Test
    @Order(22)
    void anEncodingIsStoppedByKeysAloneAfterAQuestion() {
        browser.tabTo("derby-second-half.mxf", Keys.ENTER);
        browser.waitForText("Course");
        browser.judge("a running upload");
        browser.tabTo("Stop…", Keys.ENTER);
        browser.waitForText("What Bitmovin has encoded until then is paid for");
        browser.judge("a question");
        browser.press(Keys.ESCAPE);
        assertThat(site.site().isOpen(ShownSite.RUNNING)).isTrue();
        browser.tabTo("Stop…", Keys.ENTER);
        browser.tabTo("Stop the encoding", Keys.ENTER);

        browser.waitFor(page -> !site.site().isOpen(ShownSite.RUNNING));
    }

    @Test
    @Order(23)
    void aPageOfAnotherSiteChangesNothing() throws IOException {
        browser.go(site.at("/dead-letters"));
        browser.waitForText(ShownSite.WHY);
        String letter = browser.find("input[name=id]").getDomAttribute("value");
        try (var foreign = new ForeignPage("<form method=post action='" + site.at("/dead-letters/drop")
                + "'><input name=id value='" + letter + "'><button id=go>Win a prize</button></form>")) {
            browser.go(foreign.address());
            browser.find("#go").click();
            browser.waitFor(
                    page -> browser.at().getAuthority().equals(site.address().getAuthority()));
        }

        assertThat(browser.all("nav, table")).isEmpty();
        browser.go(site.at("/dead-letters"));
        browser.waitForText(ShownSite.WHY);
        assertThat(browser.find("input[name=id]").getDomAttribute("value")).isEqualTo(letter);
        forgetWhatWasMeant();
    }

    @Test
    @Order(24)
    void aDeadLetterIsDroppedAfterAQuestion() {
        browser.go(site.at("/dead-letters"));
        browser.waitForText(ShownSite.WHY);
        browser.click("Drop it…");
        browser.waitFor(page -> browser.find("dialog[open] button").isDisplayed());
        browser.find("dialog[open] .button-danger").click();

        browser.waitForText("There is no dead letter");
        assertThat(site.site().deadLetters()).isEmpty();
    }

    @Test
    @Order(30)
    void aWrongTokenOpensNothing() {
        browser.forget();
        browser.go(site.at("/?token=wrong"));

        assertThat(browser.text()).doesNotContain("Open uploads");
        assertThat(browser.all("nav")).isEmpty();
        browser.judge("the page for signing in");
        forgetWhatWasMeant();
    }

    /** The browser notes each answer from 400 on, and each request to whom a test leads it. */
    private void forgetWhatWasMeant() {
        browser.asked();
        browser.complaints();
    }

    private void picture(String name) {
        if (isDocsWritten()) {
            browser.shoot(PICTURES.resolve(name + ".png"));
        }
    }

    private static boolean isDocsWritten() {
        return Boolean.getBoolean("docs.write");
    }
}
