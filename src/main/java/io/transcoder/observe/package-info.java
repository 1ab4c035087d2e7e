/** The figures of a run and how the encoder's health is told. */
package io.transcoder.observe;
