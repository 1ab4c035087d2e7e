package io.transcoder.boot;

import io.transcoder.config.HttpProxy;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.zip.GZIPInputStream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Gives every HTTP client of the routes the proxy of the configuration, and a limit on the size of an answer. */
record HttpClients(HttpProxy proxy, URI bitmovin) implements HttpClientConfigurer {
    /** The largest page of a list, of 100 encodings with all their labels, has some hundred kilobytes. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    HttpClients(Settings settings) {
        this(HttpProxy.of(settings), settings.url(Setting.BITMOVIN_URL).orElseThrow());
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        // the first is the outermost, which sees the answer unpacked
        builder.addExecInterceptorFirst("bounded", this::bounded);
        proxy.address().map(HttpHost::create).ifPresent(host -> {
            builder.setRoutePlanner(new DefaultRoutePlanner(null) {
                @Override
                protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                    return proxy.isFor(target.getHostName()) ? host : null;
                }
            });
            builder.setDefaultCredentialsProvider((scope, context) -> login(host, scope));
        });
    }

    private Credentials login(HttpHost host, AuthScope asking) {
        boolean isTheProxy =
                host.getHostName().equalsIgnoreCase(asking.getHost()) && host.getPort() == asking.getPort();
        return isTheProxy && !proxy.user().isEmpty()
                ? new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray())
                : null;
    }

    private ClassicHttpResponse bounded(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getEntity() != null
                && bitmovin.getHost().equalsIgnoreCase(request.getAuthority().getHostName())) {
            boolean packed = "gzip".equalsIgnoreCase(response.getEntity().getContentEncoding());
            if (packed) {
                // else it would be unpacked once more, and without a bound
                response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            }
            response.setEntity(read(response.getEntity(), packed, scope.execRuntime));
        }
        return response;
    }

    private static HttpEntity read(HttpEntity answer, boolean packed, ExecRuntime connection) throws IOException {
        byte[] bytes;
        try (InputStream sent = answer.getContent();
                InputStream content = packed ? new GZIPInputStream(sent) : sent) {
            bytes = content.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                // or closing it would read the rest
                connection.discardEndpoint();
                throw new IOException(
                        "The answer is longer than " + MOST_BYTES + " bytes, which none of Bitmovin's is");
            }
        }
        return new InputStreamEntity(
                new ByteArrayInputStream(bytes), bytes.length, ContentType.parseLenient(answer.getContentType()));
    }
}
