package io.transcoder.setup.step;

import java.util.List;
import java.util.Set;

/**
 * The options of the command {@code setup}.
 *
 * @param force whether what somebody else made otherwise is replaced
 * @param only the steps to make; empty: all
 * @param skip the steps to leave out
 * @param versioning whether the source bucket is to keep what is deleted or overwritten
 * @param archiveDays after which archived dead letters are deleted; 0: never
 * @param trustedRoles ARNs; where there are any, nobody but S3 and these may send to the events queue
 * @param roleArn of a role that Bitmovin may take to reach the buckets, see docs/policies; null: none
 * @param externalId which that role asks for; null: the one that Bitmovin gives the account
 */
public record SetupOptions(
        boolean force,
        Set<StepName> only,
        Set<StepName> skip,
        boolean versioning,
        int archiveDays,
        List<String> trustedRoles,
        String roleArn,
        String externalId) {
    /** As the doctor looks: at what every installation has. */
    public static final SetupOptions NONE =
            new SetupOptions(false, Set.of(), Set.of(), false, 0, List.of(), null, null);

    public SetupOptions {
        only = Set.copyOf(only);
        skip = Set.copyOf(skip);
        trustedRoles = List.copyOf(trustedRoles);
    }

    public boolean takes(Step step) {
        return (only.isEmpty() || only.contains(step.name())) && !skip.contains(step.name());
    }
}
