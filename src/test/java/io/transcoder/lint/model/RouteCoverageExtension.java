package io.transcoder.lint.model;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Records in every test which steps of the routes ran. JUnit finds it by itself, so that no test can forget it. */
public final class RouteCoverageExtension implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(RouteRecorder.class))
                .getOrComputeIfAbsent(RouteRecorder.class, key -> {
                    RouteRecorder recorder = RouteRecorder.ofThisProcess();
                    recorder.open();
                    return recorder;
                });
    }
}
