/** What commands share: the configuration in force, arguments, tables, progress and JSON lines. */
package io.transcoder.cli.common;
