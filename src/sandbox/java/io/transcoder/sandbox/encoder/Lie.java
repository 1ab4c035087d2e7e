package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * What the encoder says of an encoding, where it is not so.
 *
 * @param ofMuxing is given a muxing's information
 * @param ofInput is given the analysis of a stream's input
 * @param ofCreation is given the answer to its creation
 * @param ofStatistics is given its statistics
 */
public record Lie(
        UnaryOperator<ObjectNode> ofMuxing,
        UnaryOperator<ObjectNode> ofInput,
        UnaryOperator<ObjectNode> ofCreation,
        UnaryOperator<ObjectNode> ofStatistics) {
    private static final UnaryOperator<ObjectNode> TRUTH = UnaryOperator.identity();

    public static Lie ofMuxing(UnaryOperator<ObjectNode> lie) {
        return new Lie(lie, TRUTH, TRUTH, TRUTH);
    }

    public static Lie ofInput(UnaryOperator<ObjectNode> lie) {
        return new Lie(TRUTH, lie, TRUTH, TRUTH);
    }

    public static Lie ofCreation(UnaryOperator<ObjectNode> lie) {
        return new Lie(TRUTH, TRUTH, lie, TRUTH);
    }

    public static Lie ofStatistics(UnaryOperator<ObjectNode> lie) {
        return new Lie(TRUTH, TRUTH, TRUTH, lie);
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
