/**
 * Bitmovin's API as this product uses it: calls and their replies, statuses, rate limits, names of resources, and the parts
 * that a profile has put together of an encoding.
 */
package io.transcoder.bitmovin;
