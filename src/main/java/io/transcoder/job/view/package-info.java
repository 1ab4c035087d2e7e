/** Jobs as people see them: found by name, listed, and with all that is recorded of one. */
package io.transcoder.job.view;
