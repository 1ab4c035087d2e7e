/**
 * Puts the steps of set-up and the looks of the doctor together for one installation.
 */
package io.transcoder.setup;
