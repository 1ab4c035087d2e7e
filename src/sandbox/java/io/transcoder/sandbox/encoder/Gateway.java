package io.transcoder.sandbox.encoder;

/** Answers of what stands between a client and the API: no envelope, no verdict, and no effect at the encoder. */
public final class Gateway {
    /** As nginx words it where it has no such location. */
    public static final String NGINX_404 = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n"
            + "<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n";

    private static final String LOGIN =
            "<!DOCTYPE html><html><body><form>Please accept the terms of this network</form></body></html>";

    private Gateway() {}

    /** A proxy that has no such page. */
    public static Fault notFound(Fault where) {
        return where.html(404, NGINX_404);
    }

    /** A captive portal that answers in the API's place. */
    public static Fault portal(Fault where) {
        return where.html(200, LOGIN);
    }

    /** A portal that sends everybody to its login page. */
    public static Fault redirect(Fault where) {
        return where.html(302, LOGIN).header("Location", "/v1/terms");
    }

    /** A proxy that wants to know who asks. */
    public static Fault proxyLogin(Fault where) {
        return where.html(407, "<html>Proxy Authentication Required</html>")
                .header("Proxy-Authenticate", "Basic realm=\"corp\"");
    }

    /** An account whose trial is over. */
    public static Fault unpaid(Fault where) {
        return where.html(402, "<html>Payment Required</html>");
    }

    /** An envelope of a success that holds nothing. */
    public static Fault nullResult(Fault where) {
        return where.answering(200, "{\"requestId\":\"r-0\",\"status\":\"SUCCESS\",\"data\":{\"result\":null}}");
    }

    /** The status as it was some time ago. */
    public static Fault staleStatus(String encodingId, String status) {
        return Fault.on("GET", "/encoding/encodings/" + encodingId + "/status")
                .answering(
                        200,
                        "{\"requestId\":\"r-0\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"t-0\",\"status\":\""
                                + status + "\",\"progress\":0}}}");
    }
}
