package io.transcoder.cli.validate;

import io.transcoder.upload.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes results in the XML of JUnit, which build servers read. */
final class JunitReport {
    private JunitReport() {}

    static void write(Path file, List<TestCommand.Result> results) {
        long failures = results.stream().filter(result -> !result.isGood()).count();
        try (Writer writer = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(writer);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "transcoder");
            xml.writeAttribute("tests", Integer.toString(results.size()));
            xml.writeAttribute("failures", Long.toString(failures));
            for (TestCommand.Result result : results) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", LogText.safe(result.file()));
                xml.writeAttribute("name", LogText.safe(result.test()));
                xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.seconds()));
                if (!result.isGood()) {
                    xml.writeStartElement("failure");
                    xml.writeAttribute("message", "The routes do something else than is expected");
                    xml.writeCharacters(
                            result.differences().stream().map(LogText::safe).collect(Collectors.joining("\n")));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
