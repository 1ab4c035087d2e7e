package io.transcoder.lint.model;

/**
 * A place where a rule is broken.
 *
 * @param file below the folder of routes, or the name of what else was looked at
 * @param line from 1
 * @param where the route or step, as people know it; empty for a file as a whole
 * @param text what is wrong there, on one line; never a secret's value
 */
public record Finding(Rule rule, String file, int line, String where, String text) {}
