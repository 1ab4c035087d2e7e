/** A small language for the bodies of requests: YAML whose values are put in as values, never as text. */
package io.transcoder.tree;
