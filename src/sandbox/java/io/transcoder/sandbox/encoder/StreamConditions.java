package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AbstractCondition;
import com.bitmovin.api.sdk.model.AbstractConjunction;
import com.bitmovin.api.sdk.model.Condition;
import com.bitmovin.api.sdk.model.ConditionAttribute;
import com.bitmovin.api.sdk.model.ConditionOperator;
import com.bitmovin.api.sdk.model.OrConjunction;
import com.bitmovin.api.sdk.model.StreamConditionsMode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Conditions of streams, held against what is in the sources. What is not documented is assumed, as docs/reference/assumptions.md lists. */
final class StreamConditions {
    /** Those of a live stream, and those whose values are documented nowhere. */
    private static final Set<ConditionAttribute> NOT_HERE = Set.of(
            ConditionAttribute.BITRATE,
            ConditionAttribute.LANGUAGE,
            ConditionAttribute.CHANNELFORMAT,
            ConditionAttribute.CHANNELLAYOUT,
            ConditionAttribute.CONNECTION_STATUS,
            ConditionAttribute.CONNECTION_STATUS_JUST_CHANGED);

    /**
     * What an analysis of the sources leaves of a plan.
     *
     * @param streamIds of the streams whose condition does not hold
     * @param muxingIds of the muxings that are omitted for it
     */
    record Dropped(Set<String> streamIds, Set<String> muxingIds) {}

    private StreamConditions() {}

    /** @throws Refusal of what this sandbox cannot evaluate */
    static void check(AbstractCondition sent, String field) {
        if (sent instanceof AbstractConjunction joined) {
            Refusal.required(joined.getConditions(), field + ".conditions");
            if (joined.getConditions().isEmpty()) {
                throw Refusal.field(Refusal.REQUIRED_FIELD, field + ".conditions", "must not be empty");
            }
            for (int i = 0; i < joined.getConditions().size(); i++) {
                check(joined.getConditions().get(i), field + ".conditions[" + i + "]");
            }
        } else if (sent instanceof Condition condition) {
            check(condition, field);
        } else {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + ".type", "must be CONDITION, AND or OR");
        }
    }

    private static void check(Condition condition, String field) {
        Refusal.required(condition.getOperator(), field + ".operator");
        Refusal.required(condition.getValue(), field + ".value");
        ConditionAttribute attribute = ConditionAttribute.fromValue(condition.getAttribute());
        if (attribute == null) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER,
                    field + ".attribute",
                    "value '" + condition.getAttribute() + "' is not allowed");
        }
        if (NOT_HERE.contains(attribute)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER, field + ".attribute", attribute + " is not part of this sandbox");
        }
        String form = attribute == ConditionAttribute.INPUTSTREAM ? "(?i)true|false" : "-?\\d+(\\.\\d+)?";
        if (!condition.getValue().matches(form)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER,
                    field + ".value",
                    "'" + condition.getValue() + "' cannot be compared with " + attribute);
        }
    }

    static Dropped dropped(Plan plan, Map<Plan.Source, MediaTool.Media> sources) {
        Set<String> streamIds = new HashSet<>();
        Set<String> muxingIds = new HashSet<>();
        for (Plan.File file : plan.files()) {
            List<String> failing = file.tracks().stream()
                    .filter(track -> track.condition() != null && !holds(track.condition(), track, sources))
                    .map(Plan.Track::streamId)
                    .toList();
            streamIds.addAll(failing);
            boolean isOmitted = file.mode() == StreamConditionsMode.DROP_STREAM
                    ? failing.size() == file.tracks().size()
                    : !failing.isEmpty();
            if (isOmitted) {
                muxingIds.add(file.muxingId());
            }
        }
        return new Dropped(streamIds, muxingIds);
    }

    private static boolean holds(
            AbstractCondition condition, Plan.Track track, Map<Plan.Source, MediaTool.Media> sources) {
        if (condition instanceof AbstractConjunction joined) {
            Predicate<AbstractCondition> one = part -> holds(part, track, sources);
            return joined instanceof OrConjunction
                    ? joined.getConditions().stream().anyMatch(one)
                    : joined.getConditions().stream().allMatch(one);
        }
        return holds((Condition) condition, track, sources);
    }

    private static boolean holds(Condition condition, Plan.Track track, Map<Plan.Source, MediaTool.Media> sources) {
        Plan.Ingest ingest = track.feed().ingests().findFirst().orElse(null);
        if (ingest == null) {
            return false;
        }
        MediaTool.Media media = sources.get(ingest.source());
        MediaTool.Track input = ingest.of(media, track.isVideo()).orElse(null);
        ConditionAttribute attribute = ConditionAttribute.fromValue(condition.getAttribute());
        Double found =
                switch (attribute) {
                    case STREAMCOUNT -> (double) media.tracks().size();
                    case AUDIOSTREAMCOUNT -> (double) media.audio().size();
                    case VIDEOSTREAMCOUNT -> (double) media.video().size();
                    case DURATION -> media.durationSeconds();
                    case INPUTSTREAM -> areThere(track, sources) ? 1.0 : 0.0;
                    case HEIGHT -> input == null ? null : (double) input.height();
                    case WIDTH -> input == null ? null : (double) input.width();
                    case ASPECTRATIO -> input == null ? null : input.aspectRatio();
                    case FPS -> input == null ? null : input.framesPerSecond();
                    case ROTATION -> input == null ? null : (double) input.rotation();
                    default -> throw new IllegalStateException(attribute + " was to be refused");
                };
        double wanted = attribute == ConditionAttribute.INPUTSTREAM
                ? Boolean.parseBoolean(condition.getValue()) ? 1 : 0
                : Double.parseDouble(condition.getValue());
        return found != null && compares(Double.compare(found, wanted), condition.getOperator());
    }

    private static boolean areThere(Plan.Track track, Map<Plan.Source, MediaTool.Media> sources) {
        return track.feed().ingests().allMatch(ingest -> ingest.of(sources.get(ingest.source()), track.isVideo())
                .isPresent());
    }

    private static boolean compares(int sign, ConditionOperator operator) {
        return switch (operator) {
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case LESS_THAN -> sign < 0;
            case LESS_THAN_OR_EQUAL -> sign <= 0;
            case GREATER_THAN -> sign > 0;
            case GREATER_THAN_OR_EQUAL -> sign >= 0;
        };
    }
}
