/** What operators ask and order, whether by a command or in the console. */
package io.transcoder.operate;
