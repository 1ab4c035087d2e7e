/** What the MAM is told of failed jobs: which of its jobs waits for an upload, and that it was aborted. */
package io.transcoder.mam;
