/** The crash matrix: the application in processes of its own, disturbed at each step, and a checker of the four promises. */
package io.transcoder.lab.matrix;
