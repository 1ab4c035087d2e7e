/**
 * Where the application begins: the main class, which gives its arguments to the command line.
 */
package io.transcoder;
