package io.transcoder.lab.matrix;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** An agent of the JVM that makes Java's own clock wrong: {@link java.time.Clock#systemUTC()} is that many milliseconds ahead. */
public final class WrongClock {
    private WrongClock() {}

    /** The options of a JVM; none where the clock is right. @param folder takes the agent's jar */
    static List<String> options(Path folder, Duration ahead) {
        return ahead.isZero()
                ? List.of()
                : List.of("-javaagent:" + jar(folder) + "=" + ahead.toMillis(), "-Xshare:off");
    }

    /** Called by the JVM. @param ahead in milliseconds */
    public static void premain(String ahead, Instrumentation instrumentation) {
        System.setProperty("wrong-clock.ahead", ahead);
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .ignore(none())
                .type(named("java.time.Clock$SystemClock"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Later.class).on(named("instant"))))
                .installOn(instrumentation);
    }

    /** Copied into the clock, where it can name no class of ours. */
    static final class Later {
        private Later() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Instant now) {
            now = now.plusMillis(Long.getLong("wrong-clock.ahead", 0));
        }
    }

    private static Path jar(Path folder) {
        Path jar = folder.resolve("wrong-clock.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", WrongClock.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        manifest.getMainAttributes()
                .putValue("Class-Path", location(WrongClock.class) + " " + location(AgentBuilder.class));
        try (OutputStream out = Files.newOutputStream(jar);
                var written = new JarOutputStream(out, manifest)) {
            written.finish();
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toString();
    }
}
