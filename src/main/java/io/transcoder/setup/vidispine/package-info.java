/** The MAM's external transcoder. */
package io.transcoder.setup.vidispine;
