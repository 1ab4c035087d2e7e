package io.transcoder.ledger;

/**
 * That an attempt may write an output.
 *
 * @param output the output's key
 */
public record Reservation(String output, String jobId, int attempt) {}
