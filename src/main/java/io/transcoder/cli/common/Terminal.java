package io.transcoder.cli.common;

import java.io.Console;
import java.util.Locale;

/** Finds out whether there is a terminal, and asks the user on it. */
public final class Terminal {
    private Terminal() {}

    public static boolean isThere() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** @param question ends without a question mark */
    public static boolean agrees(String question) {
        String answer = System.console().readLine("%s? [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** From Java 22 on there is a console even where input and output are redirected. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
