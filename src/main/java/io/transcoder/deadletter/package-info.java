/**
 * Dead letters: how one is written and read, how a replay is planned and sent, and what a flood of unreadable messages becomes.
 */
package io.transcoder.deadletter;
