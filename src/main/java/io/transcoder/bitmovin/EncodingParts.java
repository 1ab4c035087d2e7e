package io.transcoder.bitmovin;

import io.transcoder.job.Output;
import io.transcoder.job.OutputName;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** What the calls of a profile have added to an encoding so far, kept in the variables {@code streams} and {@code outputs}. */
public final class EncodingParts {
    /** What a new encoding has. */
    public List<Object> none() {
        return List.of();
    }

    /** In the form in which a muxing wants its streams. */
    public List<Map<String, Object>> addStream(
            @Body Map<String, Object> stream, @Variable("streams") List<Map<String, Object>> streams) {
        return added(streams, Map.of("streamId", stream.get("id")));
    }

    /** @see OutputName#of */
    public OutputName outputName(Upload upload, String sourcePrefix, String outputPrefix, String suffix) {
        return OutputName.of(upload, sourcePrefix, outputPrefix, suffix);
    }

    public List<Output> addOutput(
            @Body Map<String, Object> muxing,
            @Variable("outputs") List<Output> outputs,
            @Variable("outputName") OutputName name,
            @Variable("muxingKind") String kind) {
        return added(outputs, new Output(name.key(), kind + "/" + muxing.get("id")));
    }

    private static <T> List<T> added(List<T> list, T item) {
        var all = new ArrayList<T>(list == null ? List.of() : list);
        all.add(item);
        return all;
    }
}
