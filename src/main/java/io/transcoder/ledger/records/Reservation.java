package io.transcoder.ledger.records;

/**
 * The record that gives an output to one attempt, which alone may write it.
 *
 * @param output the output's key
 */
public record Reservation(String output, String jobId, int attempt) {}
