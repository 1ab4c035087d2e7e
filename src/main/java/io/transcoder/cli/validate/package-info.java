/** The check of routes, and what an edit would change. */
package io.transcoder.cli.validate;
