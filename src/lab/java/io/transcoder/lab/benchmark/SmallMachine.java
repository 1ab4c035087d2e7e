package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Half a core and 384 MB: by a control group where this process may make one, else as far as the JVM's own limits go. Version 1 has a
 * tree of groups for the memory alone, in which this process is in a group of whoever runs it, so that only the CPU is limited there.
 */
final class SmallMachine implements AutoCloseable {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final String IN_JVM = ", and -XX:MaxRAM=384m the heap alone";

    /** Null where none could be made. */
    private final Path group;

    private final String limits;

    private SmallMachine(Path group, String limits) {
        this.group = group;
        this.limits = limits;
    }

    static SmallMachine make() {
        boolean unified = Files.exists(GROUPS.resolve("cgroup.controllers"));
        Path group = (unified ? GROUPS : GROUPS.resolve("cpu"))
                .resolve("transcoder-" + ProcessHandle.current().pid());
        Map<String, String> files = unified
                ? Map.of("cpu.max", "50000 100000", "memory.max", "384M")
                : Map.of("cpu.cfs_period_us", "100000", "cpu.cfs_quota_us", "50000");
        try {
            Files.createDirectory(group);
            for (var file : files.entrySet()) {
                Files.writeString(group.resolve(file.getKey()), file.getValue());
            }
            String limits = unified
                    ? "a control group limits it to half a core and 384 MB"
                    : "a control group limits it to half a core";
            return new SmallMachine(group, unified ? limits : limits + IN_JVM);
        } catch (IOException e) {
            group.toFile().delete();
            return new SmallMachine(null, "nothing limits its CPU time, as no control group can be made" + IN_JVM);
        }
    }

    /** What limits the application, for people. */
    String limits() {
        return limits;
    }

    /** Java's launcher and limits; it enters the group before it becomes Java, which looks at the group's limits at its start. */
    List<String> java() {
        List<String> command = new ArrayList<>();
        if (group != null) {
            String enter = "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"";
            command.addAll(List.of("sh", "-c", enter, "sh"));
        }
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:MaxRAM=384m"));
        if (group == null) {
            command.add("-XX:ActiveProcessorCount=1");
        }
        return command;
    }

    /** Once its processes are over. */
    @Override
    public void close() {
        if (group != null && !group.toFile().delete()) {
            throw new IllegalStateException("The control group " + group + " is in use");
        }
    }
}
