package io.transcoder.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.transcoder.aws.VaultException.Reason;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.upload.LogText;
import java.util.Set;
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
final class SecretsManager {
    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "ExpiredTokenException",
            "IncompleteSignature");

    private final AwsClients clients;
    private final String region;

    SecretsManager(Settings settings) {
        this.clients = new AwsClients(settings);
        this.region = settings.text(Setting.AWS_REGION);
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
            String absent = reference.field() == null
                    ? "is empty"
                    : "has no field " + quoted(reference.field()) + " that is a text";
            throw new VaultException(
                    Reason.ABSENT, setting, secret(reference) + " " + absent + "; put the value there");
        }
        String tidy = setting.type().tidy(value);
        if (!setting.type().accepts(tidy)) {
            throw new VaultException(
                    Reason.REFUSED,
                    setting,
                    secret(reference) + " is not " + setting.type().expectation());
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
        if (cause instanceof ResourceNotFoundException) {
            return "AWS Secrets Manager has no secret " + quoted(reference.name())
                    + (reference.version() == null ? "" : " of the version " + quoted(reference.version())) + " in "
                    + region
                    + "; correct the name"
                    + (reference.field() == null && reference.name().contains("/")
                            ? " (a field goes after a '#': {{aws:NAME#FIELD}})"
                            : " or aws.region");
        }
        if (cause instanceof InvalidRequestException) {
            return secret(reference) + " cannot be read, as it is being deleted; restore it or name another";
        }
        if (cause instanceof SecretsManagerException refusal) {
            return refusal(reference, refusal);
        }
        if (!isOfContent(cause)) {
            String known = cause instanceof SdkException
                    ? LogText.safe(cause.getMessage())
                    : cause.getClass().getSimpleName();
            return "AWS Secrets Manager could not be asked for " + secret(reference) + " (" + known
                    + "); check the network, aws.region and the credentials";
        }
        if (cause instanceof JsonProcessingException) {
            return secret(reference) + " is no JSON, so it has no field " + quoted(reference.field())
                    + "; name it without a field, or make it a JSON object";
        }
        return secret(reference) + " holds no text (" + cause.getClass().getSimpleName()
                + "); store it as a text or as a JSON object";
    }

    private static String refusal(VaultReference reference, SecretsManagerException refusal) {
        String code = refusal.awsErrorDetails() == null
                ? ""
                : LogText.safe(refusal.awsErrorDetails().errorCode());
        if (code.startsWith("AccessDenied")) {
            return "access to " + secret(reference)
                    + " is denied; allow secretsmanager:GetSecretValue to these credentials"
                    + " (see transcoder setup policies), and kms:Decrypt where the secret has a key of your own";
        }
        if (WRONG_CREDENTIALS.contains(code)) {
            return "AWS Secrets Manager refuses the credentials (" + code
                    + "); set aws.access-key and aws.secret-key, or the SDK's default chain";
        }
        return "AWS Secrets Manager did not give " + secret(reference) + " (" + refusal.statusCode() + " " + code + ")";
    }

    private static String secret(VaultReference reference) {
        return "the secret " + quoted(reference.name());
    }

    private static String quoted(String name) {
        return "'" + LogText.safe(name) + "'";
    }
}
