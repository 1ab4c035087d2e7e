/**
 * S3 and SQS on this machine, with what goes wrong on the way to them, and a site of all services around the application; see the
 * README of this source folder.
 */
package io.transcoder.sandbox;
