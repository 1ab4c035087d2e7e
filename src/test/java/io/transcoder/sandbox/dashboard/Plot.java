package io.transcoder.sandbox.dashboard;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Lines over time, with axes and a legend. */
final class Plot {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    /** Without a value for so long a line is broken, in seconds; somewhat more than the step of the answers. */
    private static final double BREAK = 12;

    private static final int LEGEND_LINE = 18;
    private static final int TIME_AXIS = 22;

    private record Point(double x, double y, double zero) {}

    private final Brush brush;
    private final Panel panel;
    private final List<Series> series;
    private final Rectangle inside;
    private final long from;
    private final long to;
    private Rectangle area;
    private double top;
    private double step;

    Plot(Brush brush, Panel panel, List<Series> series, Rectangle inside, Instant from, Instant to) {
        this.brush = brush;
        this.panel = panel;
        this.series = series;
        this.inside = inside;
        this.from = from.getEpochSecond();
        this.to = to.getEpochSecond();
    }

    void paint() {
        List<Series> shown = panel.isStacked() ? stacked() : series;
        double max = shown.stream().mapToDouble(Series::max).max().orElse(0);
        area = legend();
        scale(max);
        axes();
        // the stack's top first, so that its fill does not cover the lines below
        for (int i = shown.size() - 1; i >= 0; i--) {
            line(
                    shown.get(i),
                    i == 0 || !panel.isStacked() ? Map.of() : shown.get(i - 1).points(),
                    Brush.series(i));
        }
    }

    private List<Series> stacked() {
        var stacked = new ArrayList<Series>();
        var below = new TreeMap<Double, Double>();
        for (Series each : series) {
            Series above = each.onTopOf(below);
            stacked.add(above);
            below.putAll(above.points());
        }
        return stacked;
    }

    /** @return what it leaves for the lines and the axes' texts */
    private Rectangle legend() {
        boolean beside =
                panel.options().path("legend").path("placement").asText().equals("right");
        return beside ? legendBeside() : legendBelow();
    }

    private Rectangle legendBelow() {
        brush.font(12, false);
        var places = new ArrayList<int[]>();
        int x = 0;
        int line = 0;
        for (Series each : series) {
            int width = 20 + brush.widthOf(each.legend()) + 16;
            if (x > 0 && x + width - 16 > inside.width) {
                x = 0;
                line++;
            }
            places.add(new int[] {x, line});
            x += width;
        }
        // Grafana lets one scroll to the rest
        int lines = Math.min(line + 1, inside.height * 35 / 100 / LEGEND_LINE);
        int height = lines * LEGEND_LINE;
        for (int i = 0; i < series.size() && places.get(i)[1] < lines; i++) {
            int baseline = inside.y + inside.height - height + places.get(i)[1] * LEGEND_LINE + 13;
            entry(i, inside.x + places.get(i)[0], baseline, inside.width);
        }
        return new Rectangle(inside.x, inside.y, inside.width, inside.height - height - 4);
    }

    /** A table with the greatest of each series, the greatest first. */
    private Rectangle legendBeside() {
        int width = inside.width * 48 / 100;
        int x = inside.x + inside.width - width;
        int end = inside.x + inside.width;
        brush.font(12, true).color(Brush.series(5)).left("Name", x, inside.y + 10);
        brush.right("Max", end, inside.y + 10);
        int places = inside.height / LEGEND_LINE - 1;
        int rows = series.size() <= places ? series.size() : places - 1;
        List<Integer> order = IntStream.range(0, series.size())
                .boxed()
                .sorted(Comparator.comparing(i -> -series.get(i).max()))
                .toList();
        int baseline = inside.y + 11;
        for (int number : order.subList(0, rows)) {
            baseline += LEGEND_LINE;
            String max = panel.text(series.get(number).max());
            brush.font(12, false).color(Brush.TEXT).right(max, end, baseline);
            entry(number, x, baseline, width - brush.widthOf(max) - 10);
        }
        if (rows < series.size()) {
            // Grafana lets one scroll
            brush.color(Brush.FAINT).left("… " + (series.size() - rows) + " more", x + 20, baseline + LEGEND_LINE);
        }
        return new Rectangle(inside.x, inside.y, inside.width - width - 20, inside.height);
    }

    private void entry(int number, int x, int baseline, int width) {
        brush.color(Brush.series(number)).graphics().fillRoundRect(x, baseline - 6, 14, 4, 2, 2);
        brush.font(12, false)
                .color(Brush.TEXT)
                .left(brush.fitted(series.get(number).legend(), width - 20), x + 20, baseline);
    }

    private void scale(double max) {
        step = panel.unit().step(Math.max(max, 1e-9) / Math.max(2, (area.height - TIME_AXIS) / 38));
        top = Math.max(1, Math.ceil(max * 1.02 / step)) * step;
    }

    private void axes() {
        brush.font(12, false);
        int ticks = (int) Math.round(top / step);
        int width = 0;
        for (int i = 0; i <= ticks; i++) {
            width = Math.max(width, brush.widthOf(panel.unit().text(i * step)));
        }
        area = new Rectangle(area.x + width + 10, area.y + 4, area.width - width - 20, area.height - TIME_AXIS - 4);
        for (int i = 0; i <= ticks; i++) {
            int y = (int) Math.round(y(i * step));
            brush.color(Brush.GRID).graphics().fillRect(area.x, y, area.width, 1);
            brush.color(Brush.FAINT).right(panel.unit().text(i * step), area.x - 8, y + 4);
        }
        int minutes = area.width > 480 ? 1 : 2;
        for (long at = (from / 60 + 1) * 60; at < to; at += 60) {
            if (at / 60 % minutes == 0) {
                int x = (int) Math.round(x(at));
                brush.color(Brush.GRID).graphics().fillRect(x, area.y, 1, area.height);
                brush.color(Brush.FAINT).center(CLOCK.format(Instant.ofEpochSecond(at)), x, area.y + area.height + 17);
            }
        }
    }

    private void line(Series shown, Map<Double, Double> below, Color color) {
        var run = new ArrayList<Point>();
        double last = Double.NEGATIVE_INFINITY;
        for (Map.Entry<Double, Double> point : shown.points().entrySet()) {
            if (point.getKey() - last > BREAK) {
                stroke(run, color);
                run.clear();
            }
            last = point.getKey();
            run.add(new Point(x(last), y(point.getValue()), y(below.getOrDefault(last, 0.0))));
        }
        stroke(run, color);
    }

    private void stroke(List<Point> run, Color color) {
        if (run.isEmpty()) {
            return;
        }
        var line = new Path2D.Double();
        line.moveTo(run.get(0).x(), run.get(0).y());
        run.forEach(point -> line.lineTo(point.x(), point.y()));
        var filled = new Path2D.Double(line);
        for (int i = run.size() - 1; i >= 0; i--) {
            filled.lineTo(run.get(i).x(), run.get(i).zero());
        }
        filled.closePath();
        brush.color(Brush.faded(color, panel.custom().path("fillOpacity").asInt()))
                .graphics()
                .fill(filled);
        brush.color(color).width(1.5f).graphics().draw(line);
    }

    private double x(double seconds) {
        return area.x + (seconds - from) * area.width / (to - from);
    }

    private double y(double value) {
        return area.y + area.height - value * area.height / top;
    }
}
