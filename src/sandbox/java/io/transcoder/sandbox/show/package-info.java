/** What {@code mvn -q test-compile exec:java@sandbox} shows: uploads on their way through the application, told step by step. */
package io.transcoder.sandbox.show;
