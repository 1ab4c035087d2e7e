package io.transcoder.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Jvms;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ArgumentsTest {
    /** Prints what it was called with, a line each. */
    public static final class Echo {
        private Echo() {}

        public static void main(String[] args) {
            for (String arg : Arguments.of(args)) {
                System.out.writeBytes(("<" + arg + ">\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void inAPosixLocaleTheArgumentsAreWhatWasTyped() throws Exception {
        // the umlaut by the shell: this JVM may be in such a locale itself
        String line = "exec \"$@\" --reason \"$(printf 'f\\303\\274r')\" '' --prefix ''";
        List<String> command = new ArrayList<>(List.of("sh", "-c", line, "sh", Jvms.java()));
        command.addAll(Jvms.SHORT_LIFE);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, Jvms.classPath()), Echo.class.getName()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "POSIX");

        Process echo = builder.redirectErrorStream(true).start();

        assertThat(new String(echo.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("<--reason>\n<f\u00fcr>\n<>\n<--prefix>\n<>\n");
    }
}
