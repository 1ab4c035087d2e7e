package io.transcoder.lab.matrix;

import java.util.Map;

/** What the services and what stands before them answer when something is wrong, in the words of each. */
final class Answers {
    static final Map<String, String> HTML = Map.of("Content-Type", "text/html");
    static final Map<String, String> XML = Map.of("Content-Type", "application/xml");
    static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    static final String GATEWAY = "<html><body>gateway</body></html>";
    static final String NGINX_404 = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n"
            + "<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
    static final int QUEUE_FULL = 8004;

    private Answers() {}

    /** An error of S3. */
    static String s3(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                + "</Message><RequestId>MATRIX0000000000</RequestId><HostId>matrix</HostId></Error>";
    }

    /** An error of Bitmovin's own. */
    static String bitmovin(int code, String message) {
        return """
                {"requestId":"matrix-0000","status":"ERROR","data":{"code":%d,"message":"%s","developerMessage":"%s",\
                "links":[],"details":[]}}""".formatted(code, message, message);
    }

    /** The status of an encoding. */
    static String status(String status) {
        return """
                {"requestId":"matrix-0000","status":"SUCCESS","data":{"result":{"id":"task-matrix","status":"%s",\
                "progress":0,"createdAt":"2026-03-01T10:00:00Z","subtasks":[],"messages":[]}}}""".formatted(status);
    }
}
