/** One small real upload that goes the whole way, and what it shows of the assumptions about the services. */
package io.transcoder.setup.live;
