/**
 * What can be configured: every key with its default and form, where its value comes from, and what is wrong with it.
 * Plain Java, so that commands can judge a configuration before any Camel context exists. Also reads the files that are in the jar.
 */
package io.transcoder.config;
