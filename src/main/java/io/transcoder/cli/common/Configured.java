package io.transcoder.cli.common;

/** What every command is given its configuration by. */
public interface Configured {
    /** @throws io.transcoder.config.ConfigurationException where the file can't be read */
    Configuration configuration();
}
