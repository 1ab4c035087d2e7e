package io.transcoder.promises;

import io.transcoder.sandbox.Site;

/** The same on a source bucket that keeps versions. */
class VersionedLostEventsTest extends LostEventsTest {
    @Override
    protected Site newSite() {
        return Site.startVersioned();
    }
}
