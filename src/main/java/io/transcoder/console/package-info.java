/** The operator's console in the browser. It shows what other packages say, and holds no decision about uploads itself. */
package io.transcoder.console;
