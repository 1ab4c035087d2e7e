package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import io.transcoder.sandbox.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's recipe for a chat, as it stands there. */
class NotifyRecipeTest extends RunningSite {
    private static final Pattern STEPS = Pattern.compile("```yaml\n( +- setBody:.*?)```", Pattern.DOTALL);
    private static final String AFTER = "            method: address\n";

    @TempDir
    private static Path folder;

    private final Receiver chat = Receiver.start();
    private Map<String, String> overrides;

    @Override
    protected Map<String, String> overrides() {
        overrides = Map.of(
                "notify.url",
                "http://" + chat.authority() + "/services/T0/B0",
                "routes.directory",
                routes().toString());
        return overrides;
    }

    private static Path routes() {
        try {
            var recipe = STEPS.matcher(Files.readString(Path.of("docs/notify.md")));
            assertThat(recipe.find()).isTrue();
            return RoutesCopy.into(folder, AFTER, AFTER + recipe.group(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        chat.close();
    }

    @Test
    void aChatIsTold() {
        chat.answer(call -> call == 0 ? 500 : 200);

        site.upload("in/chat \"a\".xml", "text");

        eventually(() -> !chat.taken().isEmpty());
        assertThat(chat.taken().get(0).body()).isEqualTo("{\"text\":\"in/chat \\\"a\\\".xml is ignored: side-file\"}");
        assertThat(chat.taken().get(0).contentType()).startsWith("application/json");
        assertThat(chat.taken().get(0).target()).isEqualTo("/services/T0/B0");
        Cli.Result checked = Cli.on(site, folder, overrides).run("validate");
        assertThat(checked.exit()).as(checked.out() + checked.err()).isZero();
    }
}
