# docker build -t transcoder .
# docker run --stop-timeout 70 -p 9876:9876 --env-file FILE transcoder [command]
#
# Any images with Maven 3.8+ on a JDK 17+, and with a JRE 17+ and bash
ARG BUILD_IMAGE=maven:3-eclipse-temurin-17
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
# the libraries alone, in a layer that stays until the POM changes
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package
COPY src/main src/main
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM ${RUN_IMAGE}
# a number, so that an orchestrator can see that it is not root
RUN groupadd --gid 10001 transcoder \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin transcoder
# file names and keys are UTF-8, whatever the base image says
ENV LANG=C.UTF-8
WORKDIR /app
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/transcoder.jar .
# mount your own over these two; secrets come as environment variables
COPY application.properties .
COPY routes routes
USER 10001:10001
EXPOSE 9876
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${CAMEL_MANAGEMENT_PORT:-9876} && printf 'GET /observe/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# On SIGTERM the uploads in work are finished, for up to 60 s (camel.main.shutdownTimeout). Give more than that before
# the kill: docker stop -t 70, stop_grace_period: 70s, terminationGracePeriodSeconds: 70.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "transcoder.jar"]
