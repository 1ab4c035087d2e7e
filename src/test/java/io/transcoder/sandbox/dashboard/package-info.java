/**
 * The dashboard of {@code deploy/} as a picture: a real Prometheus watches the application while much happens to it, answers the
 * panels' own queries, and what it says is painted where the dashboard has the panels.
 */
package io.transcoder.sandbox.dashboard;
