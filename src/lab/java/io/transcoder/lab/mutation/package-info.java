/** Changes the shipped profiles line by line, to see which of the changes their tests notice. */
package io.transcoder.lab.mutation;
