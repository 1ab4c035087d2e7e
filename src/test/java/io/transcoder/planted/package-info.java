/** Code as it must not be, so that the rules of the architecture have something to find. Never run. */
package io.transcoder.planted;
