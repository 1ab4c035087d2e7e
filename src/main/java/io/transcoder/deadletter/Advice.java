package io.transcoder.deadletter;

/** Says what an operator can do about a dead letter, in one or two sentences. */
public final class Advice {
    private Advice() {}

    public static String on(DeadLetter letter) {
        if (letter.fault() != null) {
            return "The message is no event of S3, and a replay brings it back here. Find out who sends to the events queue,"
                    + " then drop it.";
        }
        if (letter.movedBySqs()) {
            return "The application never came to an end with it: look for a crash or a restart in the log of that time. Replay it"
                    + " with --canary when the cause is found.";
        }
        return switch (letter.kind()) {
            case "encoding-failed" -> ofEncoder(letter.code() == null ? "" : letter.code());
            case "output-differs" ->
                "The encoding is finished, and its output is not what the profile asked for: the reason has both figures. Source and"
                        + " output are still there. Upload a source anew that is damaged or was still growing; a replay pays for one"
                        + " more encoding of the same.";
            case "lost" ->
                "Bitmovin does not know the encoding any more, and its output is not there. Look whether somebody deleted it, or"
                        + " whether bitmovin.api-key is of another organisation; a replay pays for one more encoding.";
            case "exhausted" ->
                "The cause lies outside of this upload and lasted too long"
                        + (letter.httpStatus() == 0 ? "" : status(letter))
                        + ". Ask the doctor whether everything answers again, then replay all of its kind.";
            case "malformed" -> "The message is no event of S3. Find out who sends to the events queue, then drop it.";
            case "permanent" -> ofRefusal(letter);
            default -> "The kind is not one of this application's: look at who wrote it before you replay it.";
        };
    }

    private static String ofEncoder(String code) {
        String what = code.isEmpty() ? "" : " (Bitmovin's error " + code + ")";
        return "The encoder could not transcode this source" + what
                + ". Check that the source plays and has the tracks that its"
                + " profile asks for; a replay pays for one more encoding.";
    }

    private static String ofRefusal(DeadLetter letter) {
        return switch (letter.httpStatus()) {
            case 0 ->
                "A step of the routes failed on this upload: the reason names it. Mend the route or the key, then replay it.";
            case 401, 403 ->
                "The service refuses our credentials for it. Check bitmovin.api-key and the permissions with the doctor, then"
                        + " replay it.";
            case 404 ->
                "Something that the call names does not exist: check the names of input, output and codec configurations with the"
                        + " doctor, then replay it.";
            default ->
                "The service refused the request for this upload" + status(letter)
                        + ". Mend what the reason names, in the profile or in the configuration, then replay it with --canary.";
        };
    }

    private static String status(DeadLetter letter) {
        return " (HTTP " + letter.httpStatus() + ")";
    }
}
