/** The start of the application: it puts the beans together, gives them the names that the routes use, and starts Camel. */
package io.transcoder.boot;
