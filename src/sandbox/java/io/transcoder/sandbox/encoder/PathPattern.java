package io.transcoder.sandbox.encoder;

import java.util.regex.Pattern;

/** {@code *} stands for one segment, a final {@code /**} for any rest, an empty one too. */
record PathPattern(Pattern regex) {
    static PathPattern of(String glob) {
        boolean open = glob.endsWith("/**");
        String fixed = open ? glob.substring(0, glob.length() - 3) : glob;
        StringBuilder regex = new StringBuilder();
        for (String segment : fixed.split("(?=/)")) {
            regex.append(segment.equals("/*") ? "/[^/]+" : Pattern.quote(segment));
        }
        return new PathPattern(Pattern.compile(open ? regex + "(/.*)?" : regex.toString()));
    }

    boolean matches(String path) {
        return regex.matcher(path).matches();
    }
}
