# docker build -t transcoder .
# docker run --stop-timeout 70 -p 127.0.0.1:9876:9876 --env-file FILE --read-only transcoder [command]
#
# Any images with Maven 3.8+ on a JDK 17+, and with a JRE 17+ and bash. By digest, since a tag means other bytes after each update:
# maven:3.9.16-eclipse-temurin-17 as of October 2026, and eclipse-temurin:25-jre as of November 2026
ARG BUILD_IMAGE=maven@sha256:1a352420f7aba21f5ad08df31bab55f74c013fb491f1ae8ab1dd7ff9ed698584
ARG RUN_IMAGE=eclipse-temurin@sha256:fcd7fd7b387f94bb2ac461478a7436ad8e349924c374ea8313919624dceae636
# The time of every file, in seconds since 1970: for images that are the same whenever they are built
ARG SOURCE_DATE_EPOCH=1

FROM ${BUILD_IMAGE} AS build
ARG SOURCE_DATE_EPOCH
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml LICENSE ./
# the libraries alone, in a layer that stays until the POM changes
RUN mkdir -p src/main/jte \
    && mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true package
COPY src/main src/main
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && find target -exec touch --date=@${SOURCE_DATE_EPOCH} {} +

FROM ${RUN_IMAGE}
# a number, so that an orchestrator can see that it is not root
RUN groupadd --gid 10001 transcoder \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin transcoder
# file names and keys are UTF-8, whatever the base image says
ENV LANG=C.UTF-8
# health and metrics have to be reached from outside of the container; publish the port to whom it is for alone
ENV CAMEL_MANAGEMENT_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/transcoder.jar /build/target/bom.json ./
# mount your own over these; secrets come as environment variables or as files of secrets.directory
COPY LICENSE jvm.options application.properties deploy/make-archive ./
COPY routes routes
# The archive of classes, which halves the start. Without it, or with another JVM, the application starts all the same.
RUN ./make-archive
USER 10001:10001
EXPOSE 9876
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${CAMEL_MANAGEMENT_PORT:-9876} && printf 'GET /observe/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# On SIGTERM the uploads in work are finished, for up to 60 s (camel.main.shutdownTimeout). Give more than that before
# the kill: docker stop -t 70, stop_grace_period: 70s, terminationGracePeriodSeconds: 70.
ENTRYPOINT ["java", "@jvm.options", "@archive.options", "-jar", "transcoder.jar"]
