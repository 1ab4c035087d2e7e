package io.transcoder.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.boot.NoticeLine;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.config.Setting;
import io.transcoder.notify.Notices;
import io.transcoder.upload.LogText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Commands on the notifications of other systems. */
@Command(name = "notify", description = "Notifications of other systems.")
final class NotifyCommand extends PrintingCommand {
    @Override
    public Integer call() {
        throw wrongUsage("Missing required subcommand: test");
    }

    @Command(
            description =
                    "Sends an event of the type io.transcoder.test to notify.url and notify.queue, and says what they"
                            + " answer. The exit code is 1 where one has not taken it.",
            mixinStandardHelpOptions = true)
    int test() {
        Configuration configuration = configuration();
        configuration.require();
        List<Setting> receivers = Stream.of(Setting.NOTIFY_URL, Setting.NOTIFY_QUEUE)
                .filter(setting -> !configuration.effective().get(setting.key()).isEmpty())
                .toList();
        if (receivers.isEmpty()) {
            throw wrongUsage("Neither notify.url nor notify.queue is set, so there is nobody to tell");
        }
        ObjectNode event = Notices.event("test", UUID.randomUUID().toString(), Instant.now(), Map.of("state", "test"));
        int exit = 0;
        try (var line = new NoticeLine(configuration.effective(), configuration.file())) {
            for (Setting receiver : receivers) {
                try {
                    out().println(receiver.key() + " has taken the event: " + line.send(receiver, event));
                } catch (IllegalStateException e) {
                    err().println(receiver.key() + " has not taken the event: " + LogText.safe(e.getMessage()));
                    exit = 1;
                }
            }
        }
        return exit;
    }
}
