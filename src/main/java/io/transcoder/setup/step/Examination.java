package io.transcoder.setup.step;

import io.transcoder.bitmovin.ResourceName;
import java.util.List;
import java.util.Map;

/**
 * The result of a run of the doctor.
 *
 * @param looks how many things were looked at
 * @param ids of Bitmovin's resources, by the names that were looked up on the way
 */
public record Examination(int looks, List<Finding> findings, Map<ResourceName, String> ids) {}
