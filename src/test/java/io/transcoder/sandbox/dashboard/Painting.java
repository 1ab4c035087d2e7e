package io.transcoder.sandbox.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All panels in their places. The measures are Grafana's. */
final class Painting {
    private static final int WIDTH = 1600;
    private static final int MARGIN = 16;
    private static final int COLUMNS = 24;
    private static final int ROW = 30;
    private static final int GAP = 8;
    private static final int HEADER = 60;
    private static final int LINE = 32;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private final Instant from;
    private final Instant to;

    Painting(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    void paint(String title, Map<Panel, List<Series>> panels, Path file) throws IOException {
        var image = new BufferedImage(WIDTH, height(panels.keySet()), BufferedImage.TYPE_INT_RGB);
        var brush = new Brush(image.createGraphics());
        brush.color(Brush.CANVAS).graphics().fillRect(0, 0, image.getWidth(), image.getHeight());
        brush.color(Brush.TEXT).font(20, true).left(title, MARGIN, 38);
        String time = MINUTE.format(from) + " to " + MINUTE.format(to).substring(11) + " UTC";
        brush.font(13, false).right(time, WIDTH - MARGIN, 37);
        brush.color(Brush.FAINT)
                .center("drawn from the dashboard's layout, with Prometheus' answers; not by Grafana", WIDTH / 2, 37);
        panels.forEach((panel, series) -> paint(brush, panel, series));
        Files.write(file, Png.of(image));
    }

    static int height(Collection<Panel> panels) {
        int rows = panels.stream()
                .mapToInt(panel -> panel.grid("y") + panel.grid("h"))
                .max()
                .orElse(0);
        return HEADER + rows * (ROW + GAP) + GAP;
    }

    static Rectangle place(Panel panel) {
        double column = (WIDTH - 2 * MARGIN + GAP) / (double) COLUMNS;
        int left = (int) Math.round(panel.grid("x") * column);
        int right = (int) Math.round((panel.grid("x") + panel.grid("w")) * column);
        return new Rectangle(
                MARGIN + left,
                HEADER + panel.grid("y") * (ROW + GAP),
                right - left - GAP,
                panel.grid("h") * (ROW + GAP) - GAP);
    }

    private void paint(Brush brush, Panel panel, List<Series> series) {
        Rectangle place = place(panel);
        if (panel.type().equals("row")) {
            brush.color(Brush.FAINT)
                    .width(2)
                    .graphics()
                    .drawPolyline(
                            new int[] {place.x + 4, place.x + 9, place.x + 14},
                            new int[] {place.y + 13, place.y + 18, place.y + 13},
                            3);
            brush.color(Brush.TEXT).font(15, true).left(panel.title(), place.x + 24, place.y + 21);
            return;
        }
        boolean filled = panel.options().path("colorMode").asText().equals("background") && !series.isEmpty();
        brush.box(place, filled ? Brush.named(panel.threshold(series.get(0).last())) : Brush.PANEL);
        brush.color(filled ? Color.WHITE : Brush.TEXT).font(14, true).left(panel.title(), place.x + 10, place.y + 22);
        var inside = new Rectangle(place.x + 10, place.y + 34, place.width - 20, place.height - 42);
        if (series.isEmpty()) {
            brush.color(Brush.FAINT).font(16, false).center("No data", (int) inside.getCenterX(), (int)
                    inside.getCenterY());
            return;
        }
        switch (panel.type()) {
            case "stat" -> stat(brush, panel, series.get(0), inside);
            case "table" -> table(brush, panel, series, inside);
            case "timeseries" -> new Plot(brush, panel, series, inside, from, to).paint();
            default -> throw new IllegalArgumentException("The picture has no panels of the type " + panel.type());
        }
    }

    private static void stat(Brush brush, Panel panel, Series series, Rectangle inside) {
        String text = panel.text(series.last());
        int size = Math.min(72, inside.height * 3 / 5);
        while (brush.font(size, true).widthOf(text) > inside.width) {
            size--;
        }
        brush.color(Color.WHITE).center(text, (int) inside.getCenterX(), (int) inside.getCenterY() + size / 3 - 2);
    }

    private static void table(Brush brush, Panel panel, List<Series> series, Rectangle inside) {
        JsonNode shape = panel.json().path("transformations").path(0).path("options");
        List<Map<String, String>> lines = new ArrayList<>();
        for (Series each : series.stream()
                .sorted((a, b) -> Double.compare(b.last(), a.last()))
                .toList()) {
            var line = new LinkedHashMap<String, String>();
            var cells = new TreeMap<>(each.labels());
            cells.put("Value", panel.text(each.last()));
            cells.keySet().stream()
                    .sorted(Comparator.comparing(
                            name -> shape.path("indexByName").path(name).asInt()))
                    .forEach(name ->
                            line.put(shape.path("renameByName").path(name).asText(name), cells.get(name)));
            lines.add(line);
        }
        List<String> names = List.copyOf(lines.get(0).keySet());
        int numbers = 90;
        int text = (inside.width - numbers) / (names.size() - 1);
        for (int row = -1; row < lines.size() && (row + 2) * LINE <= inside.height; row++) {
            int baseline = inside.y + (row + 1) * LINE + 21;
            for (int column = 0; column < names.size(); column++) {
                String cell = row < 0 ? names.get(column) : lines.get(row).get(names.get(column));
                brush.color(row < 0 ? Brush.series(5) : Brush.TEXT).font(13, row < 0);
                if (column == names.size() - 1) {
                    brush.right(cell, inside.x + inside.width - 8, baseline);
                } else {
                    brush.left(brush.fitted(cell, text - 16), inside.x + 8 + column * text, baseline);
                }
            }
            brush.color(Brush.GRID).graphics().fillRect(inside.x, inside.y + (row + 2) * LINE - 1, inside.width, 1);
        }
    }
}
