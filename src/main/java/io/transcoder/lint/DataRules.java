package io.transcoder.lint;

import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on data: what came in a message is never more than a value, and no file holds a secret. */
final class DataRules {
    private static final Set<String> DYNAMIC_ADDRESS = Set.of("toD", "wireTap", "poll");
    private static final Set<String> COMPUTED_ADDRESS =
            Set.of("enrich", "pollEnrich", "recipientList", "routingSlip", "dynamicRouter");

    /** Headers by which a later step lets itself be sent elsewhere. */
    private static final Set<String> STEERING = Set.of(
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpQuery",
            "CamelHttpRawQuery",
            "CamelRestHttpUri",
            "CamelRestHttpQuery",
            "CamelAwsS3BucketName",
            "CamelAwsS3OverrideBucketName",
            "CamelAwsS3Operation");

    /** Headers that a later step evaluates. */
    private static final Set<String> SCRIPTS = Set.of(
            "CamelLanguageScript",
            "CamelVelocityTemplate",
            "CamelFreemarkerTemplate",
            "CamelMustacheTemplate",
            "CamelStringTemplate",
            "CamelSqlQuery");

    private static final List<OptionCheck> TEMPLATES = Stream.of(
                    "allowTemplateFromHeader", "allowContextMapAll", "useHeaderParameters")
            .map(option -> new OptionCheck(
                    "", option, value -> !value.equals("true"), option + " lets a message bring its own template"))
            .toList();

    private static final Pattern LOOK_UP_BY_DATA =
            Pattern.compile("\\$\\{(?:bean|ref|properties|env|sysenv|sys|type)[:.][^}]*\\$\\{");

    private static final Set<String> SECRET_HEADERS =
            Set.of("x-api-key", "authorization", "proxy-authorization", "cookie", "x-amz-security-token");
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?:.*(?:password|passwd|secret|secretkey|accesskey|apikey|sessiontoken|bearertoken))|token");
    private static final Pattern SECRET_TEXT = Pattern.compile(
            "AKIA[0-9A-Z]{16}|(?i:(?:password|passwd|secret|api[-_]?key|access[-_]?key)\\s*=\\s*['\"]?[^\\s'\"{}$&]{4,})"
                    + "|\\{\\{[\\w.-]*(?:api-key|secret-key|access-key|password):[^{}]+}}");
    private static final Set<String> FOR_PEOPLE = Set.of("description", "note", "message", "title", "example");

    private DataRules() {}

    static void dataInAddress(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            boolean inText = Expression.holdsData(step.uri())
                    || step.parameters().values().stream()
                            .anyMatch(value -> Expression.holdsData(String.valueOf(value)));
            if (DYNAMIC_ADDRESS.contains(step.kind()) && inText) {
                found.at(step, "its address is made from the message");
            } else if (step.kind().equals("to") && Expression.holdsData(step.text("uri"))) {
                found.at(step, "its address holds ${…}, which a 'to' does not even evaluate");
            } else if (COMPUTED_ADDRESS.contains(step.kind())
                    && !step.expression().isFixed()) {
                found.at(step, "its address is computed");
            }
            step.headersSet().forEach((name, value) -> {
                if (isOneOf(STEERING, name) && !value.isFixed()) {
                    found.at(step, "the header " + name + " is set from the message");
                }
            });
        }
    }

    static void dataInHeaderName(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            boolean names = Set.of("setHeader", "removeHeader", "removeHeaders").contains(step.kind());
            boolean dynamic = Expression.holdsData(step.text("name")) || Expression.holdsData(step.text("pattern"));
            if ((names && dynamic) || step.headersSet().keySet().stream().anyMatch(Expression::holdsData)) {
                found.at(step, "the name of a header is made from the message");
            }
        }
    }

    static void dataAsExpression(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            step.headersSet().keySet().stream()
                    .filter(name -> isOneOf(SCRIPTS, name))
                    .forEach(name -> found.at(step, "the header " + name + " is evaluated by a later step"));
            if (step.uri().matches("language:\\w+")) {
                found.at(step, step.uri() + " evaluates the body");
            }
            Trees.texts(step.own(), text -> {
                if (LOOK_UP_BY_DATA.matcher(text).find()) {
                    found.at(step, "what is looked up is named by the message");
                }
            });
        }
        TEMPLATES.forEach(check -> check.look(folder, found));
    }

    static void dataInS3Key(RouteFolder folder, Findings found) {
        for (Route route : folder.routes()) {
            List<Step> steps = route.allSteps();
            boolean fromData = steps.stream()
                    .flatMap(step -> step.headersSet().entrySet().stream())
                    .anyMatch(header -> header.getKey().equalsIgnoreCase("CamelAwsS3Key")
                            && !header.getValue().isFixed());
            for (Step step : steps) {
                boolean evaluates = step.uri().startsWith("aws2-s3:")
                        && !step.option("operation").equals("headObject");
                if (evaluates && (fromData || Expression.holdsData(step.option("keyName")))) {
                    String operation = step.option("operation").isEmpty() ? "putObject" : step.option("operation");
                    found.at(step, operation + " evaluates a key that came in a message");
                }
            }
        }
    }

    static void dynamicKamelet(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            boolean dynamic =
                    DYNAMIC_ADDRESS.contains(step.kind()) && step.uri().startsWith("kamelet:");
            boolean computed = COMPUTED_ADDRESS.contains(step.kind())
                    && step.expression().text().contains("kamelet:");
            if (dynamic || computed || step.kind().equals("kamelet")) {
                found.at(step, "calls a Kamelet by '" + step.kind() + "'");
            }
        }
    }

    static void literalSecret(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            step.headersSet().forEach((name, value) -> {
                boolean isSecret = SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT));
                boolean isKey = name.equalsIgnoreCase("X-Api-Key");
                boolean isComputed = value.language().equals("ref");
                if (isSecret
                        && !isComputed
                        && !(isKey ? isProperty(value.text()) : value.text().contains("{{"))) {
                    found.at(step, "the header " + name + " is set to something else than a property");
                }
            });
        }
        for (RouteFile file : folder.files()) {
            file.yaml().entries(file.tree(), (name, value, line) -> {
                if (value instanceof String text && !FOR_PEOPLE.contains(name) && holdsSecret(name, text)) {
                    found.at(file.name(), line, name + " holds what looks like a secret");
                }
            });
            file.kameletProperties().forEach((name, property) -> {
                Map<?, ?> map = Trees.map(property);
                if (isSecretName(name.toString()) && isLiteral(Trees.text(map, "default"))) {
                    found.at(file.name(), file.yaml().line(map, "default"), "the default of " + name + " is a secret");
                }
            });
        }
    }

    /** Camel finds a header in any case of letters. */
    private static boolean isOneOf(Set<String> headers, String name) {
        return headers.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static boolean isProperty(String text) {
        return text.matches("\\s*\\{\\{[\\w.-]+}}\\s*");
    }

    private static boolean holdsSecret(String name, String text) {
        boolean splits = name.equals("token") && !text.matches("[\\w.~+/=-]{8,}");
        return (isSecretName(name) && isLiteral(text) && !splits)
                || SECRET_TEXT.matcher(text).find();
    }

    private static boolean isSecretName(String name) {
        return SECRET_NAME
                .matcher(name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT))
                .matches();
    }

    private static boolean isLiteral(String text) {
        return !text.isBlank() && !text.contains("{{") && !text.startsWith("#") && !text.contains("${");
    }
}
