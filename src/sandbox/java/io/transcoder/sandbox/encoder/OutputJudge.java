package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AclEntry;
import com.bitmovin.api.sdk.model.EncodingOutput;
import java.util.ArrayList;
import java.util.List;

/** Reads where files go from a request. */
final class OutputJudge {
    private final Resources resources;

    OutputJudge(Resources resources) {
        this.resources = resources;
    }

    /** @param partId of the muxing, manifest or the like that writes the file */
    List<Encoder.Output> outputs(String partId, List<EncodingOutput> sent, String filename) {
        if (filename.contains("/")) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "filename", "must not contain a slash");
        }
        List<Encoder.Output> outputs = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            outputs.add(output(partId, sent.get(i), filename, "outputs[" + i + "]."));
        }
        return outputs;
    }

    private Encoder.Output output(String partId, EncodingOutput sent, String filename, String field) {
        Refusal.required(sent.getOutputId(), field + "outputId");
        Refusal.required(sent.getOutputPath(), field + "outputPath");
        Resources.Resource output = resources.inBody(sent.getOutputId(), "outputs", field + "outputId");
        List<AclEntry> acl = sent.getAcl();
        if (acl != null && acl.size() > 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "acl", "at most one entry is allowed here");
        }
        if (acl != null && !acl.isEmpty()) {
            Refusal.required(acl.get(0).getPermission(), field + "acl[0].permission");
        }
        String folder = sent.getOutputPath();
        String key = (folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/") + filename;
        return new Encoder.Output(
                partId,
                Resources.bucket(output),
                key,
                EncodingState.permission(
                        acl == null || acl.isEmpty() ? null : acl.get(0).getPermission()),
                null,
                0);
    }
}
