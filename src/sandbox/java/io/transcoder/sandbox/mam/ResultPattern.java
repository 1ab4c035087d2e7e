package io.transcoder.sandbox.mam;

import io.transcoder.sandbox.mam.MamOptions.Matching;
import io.transcoder.sandbox.mam.MamOptions.NamePrefix;
import java.util.regex.Pattern;

/**
 * Which files are results of one job: {@code \Q} + source name + {@code \E} + the transcoder's regex, as VidiCore's
 * page on external transcoders has it. Names are below the prefix, sub-folders kept (which is not documented).
 */
record ResultPattern(Pattern pattern, Matching matching) {

    static ResultPattern of(String sourceName, MamOptions options) {
        String prefix = options.namePrefix() == NamePrefix.WITH_EXTENSION ? sourceName : withoutExtension(sourceName);
        return new ResultPattern(Pattern.compile(Pattern.quote(prefix) + options.regex()), options.matching());
    }

    boolean accepts(String name) {
        return matching == Matching.FIND
                ? pattern.matcher(name).find()
                : pattern.matcher(name).matches();
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
