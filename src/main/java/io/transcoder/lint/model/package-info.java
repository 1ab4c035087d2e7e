/** Files of routes as data: routes, steps, expressions, and the lines that they stand on. */
package io.transcoder.lint.model;
