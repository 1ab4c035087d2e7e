/**
 * Reads the folder of routes as text, and judges it: what Camel would load without a word, and what would lose an upload, pay
 * twice or delete too early. Nothing here runs a route.
 */
package io.transcoder.lint;
