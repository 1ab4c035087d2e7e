/** Takes edited routes into a running context, as a whole and when nothing is at work. */
package io.transcoder.reload;
