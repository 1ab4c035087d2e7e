package io.transcoder.intake;

import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Variable;

/** Decides which uploads are left out: those that are too large, and those that {@code source.ignore} matches. */
public final class Transcodable {
    private final List<Pattern> ignored;
    private final OptionalLong largest;

    /**
     * @param ignored file names, separated by commas, in which {@code *} stands for any characters; without regard to case
     * @param largest in bytes; nothing for no limit
     */
    public Transcodable(String ignored, OptionalLong largest) {
        this.ignored = Stream.of(ignored.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Transcodable::pattern)
                .toList();
        this.largest = largest;
    }

    /** Whether the name is that of a file beside the sources. */
    public boolean isSideFile(@Variable("upload") Upload upload) {
        String name = upload.name().toLowerCase(Locale.ROOT);
        return ignored.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** By what is known of it: nobody knows the size of an upload that was not looked at. */
    public boolean leavesOut(Upload upload) {
        return isSideFile(upload) || upload.source() != null && isTooLarge(upload.source());
    }

    public boolean isTooLarge(@Variable("source") Source source) {
        return largest.isPresent() && source.size() > largest.getAsLong();
    }

    private static Pattern pattern(String name) {
        return Pattern.compile("\\Q" + name.toLowerCase(Locale.ROOT).replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
    }
}
