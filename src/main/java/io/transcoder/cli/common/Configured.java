package io.transcoder.cli.common;

/** Gives a command its configuration. */
public interface Configured {
    /** @throws io.transcoder.config.ConfigurationException where the file can't be read */
    Configuration configuration();
}
