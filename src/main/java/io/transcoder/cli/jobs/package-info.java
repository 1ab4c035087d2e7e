/** The commands about jobs. */
package io.transcoder.cli.jobs;
