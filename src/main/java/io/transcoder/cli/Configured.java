package io.transcoder.cli;

/** What every command is given its configuration by. */
interface Configured {
    /** @throws io.transcoder.config.ConfigurationException where the file can't be read */
    Configuration configuration();
}
