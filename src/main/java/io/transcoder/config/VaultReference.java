package io.transcoder.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference to a secret of AWS Secrets Manager, which stands in the place of a value:
 * <code>{{aws:NAME#FIELD:DEFAULT@VERSION}}</code>, all but the name optional, split as Camel 4.18 splits it. A '/', after which
 * older Camels had the field, is a part of the name.
 *
 * @param name or the ARN
 * @param field of the secret, which is a JSON object then; null: the secret is the value
 * @param defaultValue where there is no such secret or field; null: there has to be one
 * @param version the id of one, which never changes; null: the current one
 * @see <a href="https://github.com/apache/camel/blob/camel-4.18.0/components/camel-aws/camel-aws-secrets-manager/src/main/java/org/apache/camel/component/aws/secretsmanager/SecretsManagerPropertiesFunction.java">SecretsManagerPropertiesFunction</a>
 */
public record VaultReference(String name, String field, String defaultValue, String version) {
    private static final Pattern FORM = Pattern.compile("\\{\\{aws:([^{}]+)}}");
    private static final String NAME = "[A-Za-z0-9/_+=.-]";
    private static final Pattern PARTS = Pattern.compile("(?<name>(?!arn:)" + NAME + "+|arn:(?:" + NAME + "|:)+(?=#))"
            + "(?:#(?<field>[^:@]+))?(?::(?<default>[^@#]*))?(?:@(?<version>[^:@#]+))?");

    /** Empty where the value is anything else, or more than one reference. */
    public static Optional<VaultReference> in(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        Matcher parts = PARTS.matcher(form.group(1));
        return parts.matches()
                ? Optional.of(new VaultReference(
                        parts.group("name"), parts.group("field"), parts.group("default"), parts.group("version")))
                : Optional.empty();
    }

    /** What Camel's function is given, without the default, which it would also take for a secret that it may not read. */
    public String asked() {
        return name + (field == null ? "" : "#" + field) + (version == null ? "" : "@" + version);
    }

    /** Without the default, which may be a secret. */
    @Override
    public String toString() {
        return "{{aws:" + asked() + "}}";
    }
}
