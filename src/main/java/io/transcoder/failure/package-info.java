/** What went wrong, what it means, and what is done about it: one table for all services. */
package io.transcoder.failure;
