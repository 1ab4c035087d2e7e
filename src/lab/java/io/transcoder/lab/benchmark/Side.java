package io.transcoder.lab.benchmark;

/**
 * One of those compared, running.
 *
 * @param name also of its queues and buckets
 */
record Side(String name, JavaProcess process) implements AutoCloseable {
    @Override
    public void close() {
        process.close();
    }
}
