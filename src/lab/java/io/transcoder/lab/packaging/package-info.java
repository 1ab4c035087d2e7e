/** Looks at what ships: the jars and their licences, the image, the examples of deployment and the alerts. */
package io.transcoder.lab.packaging;
