/** The clients of S3, SQS and Secrets Manager, and secrets that may change while the application runs. */
package io.transcoder.aws;
