/**
 * The watcher of started encodings: which jobs are open, what the encoder and the bucket say of them, how an attempt ends,
 * and when its source may be deleted.
 */
package io.transcoder.watch;
