package io.transcoder.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.failure.BitmovinException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeLanguageTest {
    private static final String HOSTILE =
            "q\" ${sys.user.name} {{bitmovin.api-key}} \r\n\t\\ \\n } é中😀 'x': - # & *a !b y.mxf";

    private DefaultCamelContext context;
    private Exchange exchange;

    @BeforeEach
    void start() {
        context = new DefaultCamelContext();
        context.getRegistry().bind(TreeLanguage.BEAN_NAME, new TreeLanguage(ResourceIds.asNamed(), null));
        context.getPropertiesComponent().addInitialProperty("bitmovin.api-key", "t0p-secret");
        context.start();
        exchange = new DefaultExchange(context);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    // ---- shape ----

    @Test
    void yamlBecomesMapsAndListsInItsOrder() {
        Object tree = evaluate("""
                zebra: text
                apple: 7
                map: { b: true, a: 1.5 }
                list: [one, { two: 2 }, []]
                quoted: "7"
                empty: ""
                date: 2026-11-24
                yes: no
                """);

        assertThat(json(tree))
                .isEqualTo(
                        "{\"zebra\":\"text\",\"apple\":7,\"map\":{\"b\":true,\"a\":1.5},\"list\":[\"one\",{\"two\":2},[]],"
                                + "\"quoted\":\"7\",\"empty\":\"\",\"date\":\"2026-11-24\",\"yes\":\"no\"}");
    }

    @Test
    void eachEvaluationYieldsFreshMapsAndLists() {
        Expression tree = tree("{a: {b: 1}, c: [1]}");
        Map<String, Object> first = map(tree.evaluate(exchange, Object.class));
        map(first.get("a")).put("x", 1);
        list(first.get("c")).add(2);
        first.put("y", 1);

        assertThat(json(tree.evaluate(exchange, Object.class))).isEqualTo("{\"a\":{\"b\":1},\"c\":[1]}");
    }

    @Test
    void oneTreeServesManyExchanges() {
        Expression tree = tree("a: ${variable.x}");
        exchange.setVariable("x", 1);
        Exchange other = new DefaultExchange(context);
        other.setVariable("x", 2);

        assertThat(json(tree.evaluate(exchange, Object.class))).isEqualTo("{\"a\":1}");
        assertThat(json(tree.evaluate(other, Object.class))).isEqualTo("{\"a\":2}");
    }

    // ---- leaves ----

    @Test
    void aLeafThatIsOneExpressionYieldsTheObjectItself() {
        exchange.setVariable("list", List.of(Map.of("streamId", "s1")));
        exchange.setVariable("map", Map.of("k", "v"));
        exchange.setVariable("number", 42L);
        exchange.setVariable("truth", false);
        exchange.setVariable("digits", "007");

        assertThat(json(evaluate("""
                        list: ${variable.list}
                        map: "${variable.map}"
                        number: ${variable.number}
                        truth: ${variable.truth}
                        digits: ${variable.digits}
                        """)))
                .isEqualTo("{\"list\":[{\"streamId\":\"s1\"}],\"map\":{\"k\":\"v\"},\"number\":42,\"truth\":false,"
                        + "\"digits\":\"007\"}");
    }

    @Test
    void aLongerTextYieldsText() {
        exchange.setVariable("id", 7);
        exchange.setVariable("name", "VX-7");

        assertThat(json(evaluate(
                        "{a: 'job-${variable.id}', b: '${variable.name}${variable.id}', c: '${variable.id} '}")))
                .isEqualTo("{\"a\":\"job-7\",\"b\":\"VX-77\",\"c\":\"7 \"}");
    }

    @Test
    void anEmptyValueMayBePartOfALongerText() {
        exchange.setVariable("folder", "");

        assertThat(json(evaluate("a: ${variable.folder}x"))).isEqualTo("{\"a\":\"x\"}");
    }

    @Test
    void whatIsAroundAnExpressionIsTakenAsItIs() {
        exchange.setVariable("a", "1");

        assertThat(json(evaluate("x: '${variable.a} == 1 && \\n \"q\" $ } {'")))
                .isEqualTo("{\"x\":\"1 == 1 && \\\\n \\\"q\\\" $ } {\"}");
    }

    @Test
    void aWholeTreeCanBeOneExpression() {
        exchange.setVariable("map", Map.of("k", "v"));

        assertThat(json(evaluate("${variable.map}"))).isEqualTo("{\"k\":\"v\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "streams: [{streamId: '${variable.none}'}]|streams[0].streamId: ${variable.none} has no value",
                "a: {b: {c: 'x-${variable.none}-y'}}|a.b.c: ${variable.none} has no value",
                "a: ['${variable.some}', 'x ${variable.some} ${variable.none}']|a[1]: ${variable.none} has no value",
                "a: '${variable.empty}'|a: ${variable.empty} has no value",
                "a: '${body}'|a: ${body} has no value",
                "'+': '${variable.none}'|+: ${variable.none} has no value",
                "'${variable.none}'|the tree: ${variable.none} has no value"
            })
    void aLeafWithoutValueFailsWithItsPath(String text, String message) {
        exchange.setVariable("some", "value");
        exchange.setVariable("empty", "");

        assertThatThrownBy(() -> evaluate(text))
                .isInstanceOf(TreeException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "map", "array"})
    void aListOrMapCannotBePartOfAText(String variable) {
        exchange.setVariable("list", List.of(1));
        exchange.setVariable("map", Map.of());
        exchange.setVariable("array", new int[] {1});

        assertThatThrownBy(() -> evaluate("a: x ${variable." + variable + "}"))
                .isInstanceOf(TreeException.class)
                .hasMessageStartingWith("a: ${variable." + variable + "} is a list or map");
    }

    @Test
    void anExpressionThatBreaksNamesItsPathAndNoValue() {
        exchange.setVariable("text", "t0p-value");

        assertThatThrownBy(() -> evaluate("a: [1, '${variable.text.noSuchMethod}']"))
                .isInstanceOf(TreeException.class)
                .hasMessageStartingWith("a[1]: ${variable.text.noSuchMethod} cannot be evaluated")
                .hasMessageNotContaining("t0p")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    // ---- values from outside ----

    @Test
    void aValueOfAnUploadIsOnlyEverAValue() {
        exchange.setVariable("key", HOSTILE);
        exchange.setVariable("map", Map.of(HOSTILE, HOSTILE));

        Map<String, Object> tree = map(evaluate("""
                whole: ${variable.key}
                mixed: in/${variable.key}.x
                list: [ "${variable.key}" ]
                "+": { over: "${variable.key}", map: "${variable.map}" }
                """));

        assertThat(tree).containsOnlyKeys("whole", "mixed", "list", "over", "map");
        assertThat(tree)
                .containsEntry("whole", HOSTILE)
                .containsEntry("mixed", "in/" + HOSTILE + ".x")
                .containsEntry("list", List.of(HOSTILE))
                .containsEntry("over", HOSTILE)
                .containsEntry("map", Map.of(HOSTILE, HOSTILE));
    }

    @Test
    void theKeyOfASpreadInAValueIsNoSpread() {
        exchange.setVariable("map", Map.of("+", Map.of("a", 1)));

        assertThat(json(evaluate("{x: '${variable.map}'}"))).isEqualTo("{\"x\":{\"+\":{\"a\":1}}}");
        assertThat(json(evaluate("{'+': '${variable.map}'}"))).isEqualTo("{\"+\":{\"a\":1}}");
    }

    // ---- spread ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "{a: 1, '+': {}}|{\"a\":1}",
                "{a: 1, '+': {b: 2}}|{\"a\":1,\"b\":2}",
                "{'+': {a: 2}, a: 1, b: 1}|{\"a\":2,\"b\":1}",
                "{a: {x: 1, y: {z: 1}}, '+': {a: {y: {w: 2}, v: 3}}}|{\"a\":{\"x\":1,\"y\":{\"z\":1,\"w\":2},\"v\":3}}",
                "{a: [1, 2], '+': {a: [3]}}|{\"a\":[3]}",
                "{a: {x: 1}, '+': {a: text}}|{\"a\":\"text\"}",
                "{a: text, '+': {a: {x: 1}}}|{\"a\":{\"x\":1}}",
                "{a: {b: 1, '+': {c: 2}}}|{\"a\":{\"b\":1,\"c\":2}}",
                "{a: 1, '+': {b: 2, '+': {b: 3}}}|{\"a\":1,\"b\":3}",
                "{a: 1, '+': '${variable.map}'}|{\"a\":1,\"m\":{\"n\":null}}",
                "{m: {o: 1}, '+': '${variable.map}'}|{\"m\":{\"o\":1,\"n\":null}}",
                "['+', {'+': {a: 1}}]|[\"+\",{\"a\":1}]"
            })
    void aSpreadIsLaidOverItsSiblings(String text, String expected) {
        exchange.setVariable("map", mapWithNull());

        assertThat(json(evaluate(text))).isEqualTo(expected);
    }

    @Test
    void aSpreadChangesNoVariable() {
        Map<String, Object> under = new LinkedHashMap<>(Map.of("x", new LinkedHashMap<>(Map.of("y", 1))));
        Map<String, Object> over = new LinkedHashMap<>(Map.of("a", new LinkedHashMap<>(Map.of("x", Map.of("z", 2)))));
        exchange.setVariable("under", under);
        exchange.setVariable("over", over);

        assertThat(json(evaluate("{a: '${variable.under}', '+': '${variable.over}'}")))
                .isEqualTo("{\"a\":{\"x\":{\"y\":1,\"z\":2}}}");
        assertThat(json(under)).isEqualTo("{\"x\":{\"y\":1}}");
        assertThat(json(over)).isEqualTo("{\"a\":{\"x\":{\"z\":2}}}");
    }

    @Test
    void aSpreadThatYieldsNoMapFails() {
        exchange.setVariable("list", List.of(1));

        assertThatThrownBy(() -> evaluate("a: {'+': '${variable.list}'}"))
                .isInstanceOf(TreeException.class)
                .hasMessageStartingWith("a.+: is laid over the other keys");
    }

    // ---- what is no tree ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "a: 1\\nb: 2\\na: 3|line 3, column 1: the key 'a' is there twice",
                "x: 1\\n  y: 2|line 2, column 4: ",
                "x: [1, 2|line 1, column 9: ",
                "x: 1\\nz: \"open|line 2, column 9: ",
                "x: 1\\ny: 中\\u0007|line 2, column 5: a character that YAML does not allow",
                "x: 1\\ny: ~|line 2, column 4: y has no value",
                "x: 1\\ny:|line 2, column 3: y has no value",
                "x: [1, null]|line 1, column 8: x[1] has no value",
                "x: {y: }|line 1, column 7: x.y has no value",
                "x: .nan|line 1, column 4: x is a number that JSON does not know",
                "x: -.inf|line 1, column 4: x is a number",
                "x: &a 1\\ny: *a|line 1, column 4: anchors are not supported",
                "x: &a [*a]|line 1, column 4: anchors are not supported",
                "x: !!binary aGk=|line 1, column 4: the tag tag:yaml.org,2002:binary is not supported",
                "x: !!int ten|line 1, column 4: x does not have the form of its tag",
                "x: !java.net.URL [a]|line 1, column 4: the tag !java.net.URL is not supported",
                "x: !!set {a, b}|line 1, column 4: the tag",
                "? [a]\\n: 1|line 1, column 3: a key has to be a text",
                "~: 1|line 1, column 1: a key has to be a text",
                "${variable.x}: 1|line 1, column 1: a key cannot hold",
                "x: 1\\n'+': [1]|line 1, column 1: + has to be a map",
                "x: {'+': 'a ${body}'}|line 1, column 4: x.+ has to be a map",
                "x: 1\\ny: a ${variable.x|line 2, column 4: y holds a ${ that no } closes",
                "x: ${variable.${variable.y}}|line 1, column 4: x holds a ${…} inside another",
                "x: ${map(k,$simple{variable.y})}|line 1, column 4: x holds a ${…} inside another",
                "--- 1\\n--- 2|line 2, column 1: "
            })
    void whatIsNoTreeIsRefusedWithLineColumnAndFirstLine(String escaped, String message) {
        String text = escaped.replace("\\n", "\n").replace("\\u0007", "\u0007");

        assertThatThrownBy(() -> tree(text))
                .isInstanceOf(TreeException.class)
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("(in the tree that starts with '"
                        + text.lines().findFirst().orElseThrow() + "')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "# only a comment"})
    void anEmptyTextIsNoTree(String text) {
        assertThatThrownBy(() -> tree(text))
                .isInstanceOf(TreeException.class)
                .hasMessageStartingWith("line 1, column 1: there is nothing in it");
    }

    @Test
    void aLeafThatIsNoSimpleIsRefusedBeforeAnyExchange() {
        assertThatThrownBy(() -> tree("x: 1\ny: [ '${nonsense}' ]"))
                .isInstanceOf(TreeException.class)
                .hasMessage("line 2, column 6: y[0]: ${nonsense} is not valid in Simple");
    }

    @Test
    void aTreeIsNoCondition() {
        assertThatThrownBy(() -> new TreeLanguage(ResourceIds.asNamed(), null).createPredicate("a: 1"))
                .isInstanceOf(TreeException.class);
    }

    // ---- in routes ----

    @Test
    void aYamlRouteSendsTheTreeAsJson() throws Exception {
        load("""
                - route:
                    id: stream
                    from:
                      uri: direct:stream
                      steps:
                        - setBody:
                            expression:
                              language:
                                language: tree
                                expression: |
                                  inputPath: ${variable.key}
                                  name: job ${variable.key}
                                  position: 0
                                  "+": {{fields}}
                        - marshal: { json: { library: Jackson } }
                """, "{ description: \"a: {b}\", conditions: [{ type: CONDITION }] }");
        exchange.setVariable("key", HOSTILE);

        context.createProducerTemplate().send("direct:stream", exchange);

        assertThat(exchange.getException()).isNull();
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("inputPath", HOSTILE);
        expected.put("name", "job " + HOSTILE);
        expected.put("position", 0);
        expected.put("description", "a: {b}");
        expected.put("conditions", List.of(Map.of("type", "CONDITION")));
        assertThat(new ObjectMapper()
                        .readTree(exchange.getMessage().getBody(String.class))
                        .toString())
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "{}|{\"position\":0,\"codecConfigId\":\"h264\"}",
                "{ position: 1, a: [x, \"50 % + ? = #\"] }|"
                        + "{\"position\":1,\"codecConfigId\":\"h264\",\"a\":[\"x\",\"50 % + ? = #\"]}",
                "{ a: \"${variable.key}\" }|{\"position\":0,\"codecConfigId\":\"h264\",\"a\":\"k\"}"
            })
    void aKameletTakesMoreFieldsOnOneLine(String fields, String expected) throws Exception {
        load("""
                - routeTemplate:
                    id: add-stream
                    parameters: [ { name: codec }, { name: more, defaultValue: "{}" } ]
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody:
                            expression:
                              language:
                                language: tree
                                expression: |
                                  position: 0
                                  codecConfigId: "{{codec}}"
                                  "+": {{more}}
                        - marshal: { json: { library: Jackson } }
                - route:
                    id: profile
                    from:
                      uri: direct:profile
                      steps:
                        - to: { uri: "kamelet:add-stream", parameters: { codec: h264, more: "{{fields}}" } }
                """, fields);
        exchange.setVariable("key", "k");

        context.createProducerTemplate().send("direct:profile", exchange);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(expected);
    }

    @Test
    void aMissingValueInARouteIsTheExchangesException() throws Exception {
        load(route("'a: ${variable.none}'"), "{}");

        context.createProducerTemplate().send("direct:stream", exchange);

        assertThat(exchange.getException())
                .isInstanceOf(TreeException.class)
                .hasMessage("a: ${variable.none} has no value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a: [1'", "'a: null'", "'a: ${nonsense}'"})
    void aRouteWithABrokenTreeDoesNotStart(String text) {
        Throwable failure = catchThrowable(() -> load(route(text), "{}"));

        assertThat(causes(failure))
                .anySatisfy(cause ->
                        assertThat(cause).isInstanceOf(TreeException.class).hasMessageStartingWith("line 1, column "));
    }

    @Test
    void whatABeanThrowsIsTheCause() {
        context.getRegistry().bind("failing", new FailingBean());

        assertThatThrownBy(() -> evaluate("a: ${bean:failing?method=id('x')}"))
                .isInstanceOf(TreeException.class)
                .hasMessage("a: ${bean:failing?method=id('x')} failed")
                .hasRootCauseInstanceOf(BitmovinException.class);
    }

    /** As a look-up at Bitmovin that is answered 503. */
    public static final class FailingBean {
        public String id(String name) {
            throw new BitmovinException("GET /encoding/inputs", 503, 0, null, name);
        }
    }

    private static String route(String tree) {
        return """
                - route:
                    id: stream
                    from:
                      uri: direct:stream
                      steps:
                        - setBody: { expression: { language: { language: tree, expression: %s } } }
                """.formatted(tree);
    }

    private void load(String yaml, String fields) throws Exception {
        context.getPropertiesComponent().addInitialProperty("fields", fields);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("stream.camel.yaml", yaml));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private Expression tree(String text) {
        Expression tree = context.resolveLanguage("tree").createExpression(text);
        tree.init(context);
        return tree;
    }

    // ---- conditions and codecs ----

    @Test
    void aConditionIsWhatItsTextSaysAndThatOfNoneIsNoEntry() {
        context.getPropertiesComponent().addInitialProperty("profile.when", "HEIGHT >= 720");
        context.getPropertiesComponent().addInitialProperty("profile.ever", "ALWAYS");

        assertThat(json(evaluate("{ a: 1, conditions: '${condition:profile.when}' }")))
                .isEqualTo("{\"a\":1,\"conditions\":"
                        + "{\"attribute\":\"HEIGHT\",\"operator\":\">=\",\"type\":\"CONDITION\",\"value\":\"720\"}}");
        assertThat(json(evaluate("{ a: 1, conditions: '${condition:profile.ever}' }")))
                .isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{codec: h246}", "{codec: h264, heigth: 720}", "{height: 720}"})
    void aCodecThatThereIsNotIsRefusedBeforeAnUploadNeedsIt(String codec) {
        context.getPropertiesComponent().addInitialProperty("profile.codec", codec);

        assertThatThrownBy(() -> evaluate("a: ${codecConfig:profile.codec}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("codec '");
    }

    private Object evaluate(String text) {
        return tree(text).evaluate(exchange, Object.class);
    }

    private static Map<String, Object> mapWithNull() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("n", null);
        return Map.of("m", inner);
    }

    private static String json(Object tree) {
        try {
            return new ObjectMapper().writeValueAsString(tree);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
