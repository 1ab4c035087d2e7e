package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * What the encoder says of a finished encoding, where it is not what it did.
 *
 * @param ofMuxing is given a muxing's information
 * @param ofInput is given the analysis of a stream's input
 */
public record Lie(UnaryOperator<ObjectNode> ofMuxing, UnaryOperator<ObjectNode> ofInput) {
    public static Lie ofMuxing(UnaryOperator<ObjectNode> lie) {
        return new Lie(lie, UnaryOperator.identity());
    }

    public static Lie ofInput(UnaryOperator<ObjectNode> lie) {
        return new Lie(UnaryOperator.identity(), lie);
    }

    /** Every muxing, with all its tracks, lasts so long. */
    public static Lie cutShort(double seconds) {
        return ofMuxing(information -> {
            information.findParents("duration").forEach(part -> ((ObjectNode) part).put("duration", seconds));
            return information;
        });
    }

    /** As the models of the SDK leave out what is empty. */
    public static Lie droppedAudio() {
        return ofMuxing(information -> information.without("audioTracks"));
    }

    public static Lie emptyAudio() {
        return ofMuxing(information -> {
            information.path("audioTracks").forEach(track -> ((ObjectNode) track).put("duration", 0.0));
            return information;
        });
    }

    /** The size alone. */
    public static Lie saysLittle() {
        return ofMuxing(information -> information.retain("mimeType", "fileSize"));
    }
}
