package io.transcoder.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.transcoder.aws.VaultException.Reason;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.upload.LogText;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.aws.secretsmanager.SecretsManagerPropertiesFunction;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * AWS Secrets Manager, asked by Camel's own function. No cause is kept: Camel's texts quote the secret where it is no JSON.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
record SecretsManager(AwsClients clients, String region) {
    private static final ResourceBundle TEXTS = ResourceBundle.getBundle("vault-texts");
    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "ExpiredTokenException",
            "IncompleteSignature");

    SecretsManager(Settings settings) {
        this(new AwsClients(settings), settings.text(Setting.AWS_REGION));
    }

    /**
     * Makes one call, with a client of its own: the next one is a minute away.
     *
     * @return what the setting accepts, never empty
     */
    String read(Setting setting, VaultReference reference) {
        String value;
        try (var client = clients.secretsManager()) {
            value = new SecretsManagerPropertiesFunction(client).apply(reference.asked());
        } catch (RuntimeCamelException e) {
            throw new VaultException(reason(e.getCause()), setting, text(reference, e.getCause()));
        }
        if (value == null || value.isBlank()) {
            String text = reference.field() == null ? "empty" : "no-field";
            throw new VaultException(Reason.ABSENT, setting, text(text, reference.name(), reference.field()));
        }
        String tidy = setting.type().tidy(value);
        if (!setting.type().accepts(tidy)) {
            String expectation = setting.type().expectation();
            throw new VaultException(Reason.REFUSED, setting, text("malformed", reference.name(), expectation));
        }
        return tidy;
    }

    /** What says nothing of the secret, such as a closed connection pool, says only that the service could not be asked. */
    static Reason reason(Throwable cause) {
        if (cause instanceof ResourceNotFoundException || cause instanceof InvalidRequestException) {
            return Reason.ABSENT;
        }
        if (cause instanceof SecretsManagerException refusal) {
            return refusal.statusCode() >= 500 || refusal.isThrottlingException() ? Reason.UNREACHABLE : Reason.REFUSED;
        }
        return isOfContent(cause) ? Reason.REFUSED : Reason.UNREACHABLE;
    }

    /** Camel's function fails with the second or the third where the secret is no text. */
    private static boolean isOfContent(Throwable cause) {
        return cause instanceof JsonProcessingException
                || cause instanceof NullPointerException
                || cause instanceof IllegalArgumentException;
    }

    private String text(VaultReference reference, Throwable cause) {
        String name = reference.name();
        if (cause instanceof ResourceNotFoundException) {
            String version = reference.version() == null ? "" : " of the version '" + reference.version() + "'";
            boolean mayNameField = reference.field() == null && name.contains("/");
            return text(mayNameField ? "unknown-or-field" : "unknown", name, version, region);
        }
        if (cause instanceof InvalidRequestException) {
            return text("being-deleted", name);
        }
        if (cause instanceof SecretsManagerException refusal) {
            return refusal(name, refusal);
        }
        String type = cause.getClass().getSimpleName();
        if (!isOfContent(cause)) {
            return text("not-asked", name, cause instanceof SdkException ? cause.getMessage() : type);
        }
        return cause instanceof JsonProcessingException
                ? text("no-json", name, reference.field())
                : text("no-text", name, type);
    }

    private static String refusal(String name, SecretsManagerException refusal) {
        String code = refusal.awsErrorDetails() == null
                ? ""
                : String.valueOf(refusal.awsErrorDetails().errorCode());
        String text = WRONG_CREDENTIALS.contains(code) ? "wrong-credentials" : "not-given";
        return text(code.startsWith("AccessDenied") ? "denied" : text, name, code, "" + refusal.statusCode());
    }

    /**
     * @param text the key of the text among the resources
     * @param values from outside, of which nothing may act upon a log
     */
    private static String text(String text, String... values) {
        Object[] safe = Stream.of(values).map(LogText::safe).toArray();
        return TEXTS.getString(text).formatted(safe);
    }
}
