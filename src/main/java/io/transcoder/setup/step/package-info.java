/** What a set-up and an examination are made of: steps, what they see, and what they say of it. */
package io.transcoder.setup.step;
