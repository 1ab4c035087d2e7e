/**
 * Decisions about an upload, each taken from the records and from what the bucket shows: whether it is new, whose turn a start
 * is, which uploads stand in each other's way, and what a command shows of a job.
 */
package io.transcoder.job;
