package io.transcoder.sandbox.dashboard;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.util.List;

/** Writes and draws in the colors of Grafana's dark theme. */
record Brush(Graphics2D graphics) {
    static final Color CANVAS = new Color(0x111217);
    static final Color PANEL = new Color(0x181B1F);
    static final Color BORDER = new Color(0x25282D);
    static final Color GRID = new Color(0x2A2D33);
    static final Color TEXT = new Color(0xCCCCDC);
    static final Color FAINT = new Color(0x8E8F9B);

    private static final List<Color> PALETTE = List.of(
            new Color(0x73BF69),
            new Color(0xF2CC0C),
            new Color(0x8AB8FF),
            new Color(0xFF780A),
            new Color(0xF2495C),
            new Color(0x5794F2),
            new Color(0xB877D9),
            new Color(0x806EB7),
            new Color(0x37872D),
            new Color(0xFADE2A),
            new Color(0x447EBC),
            new Color(0xC15C17),
            new Color(0xFFA6B0),
            new Color(0x6ED0E0),
            new Color(0xFF9830),
            new Color(0xDEB6F2),
            new Color(0x96D98D),
            new Color(0xA352CC),
            new Color(0xE0B400),
            new Color(0xC0D8FF),
            new Color(0xE02F44),
            new Color(0x56A64B),
            new Color(0xFFCB7D),
            new Color(0x3274D9));
    private static final int ROUND = 4;

    Brush {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** Of the series with that number, from 0. */
    static Color series(int number) {
        return PALETTE.get(number % PALETTE.size());
    }

    static Color named(String name) {
        return switch (name) {
            case "red" -> new Color(0xC4304A);
            case "green" -> new Color(0x3F8F3A);
            default -> throw new IllegalArgumentException("The picture has no color " + name);
        };
    }

    static Color faded(Color color, int percent) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 255 * percent / 100);
    }

    Brush font(int size, boolean bold) {
        // Grafana's own; where it is not installed, the machine's
        graphics.setFont(new Font("Inter", bold ? Font.BOLD : Font.PLAIN, size));
        if (graphics.getFont().getFamily().equals(Font.DIALOG)) {
            graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
        }
        return this;
    }

    Brush color(Color color) {
        graphics.setColor(color);
        return this;
    }

    Brush width(float width) {
        graphics.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        return this;
    }

    void box(Rectangle box, Color fill) {
        color(fill).graphics.fillRoundRect(box.x, box.y, box.width, box.height, ROUND, ROUND);
        color(BORDER).width(1).graphics.drawRoundRect(box.x, box.y, box.width, box.height, ROUND, ROUND);
    }

    int widthOf(String text) {
        return graphics.getFontMetrics().stringWidth(text);
    }

    void left(String text, int x, int baseline) {
        graphics.drawString(text, x, baseline);
    }

    void right(String text, int x, int baseline) {
        left(text, x - widthOf(text), baseline);
    }

    void center(String text, int x, int baseline) {
        left(text, x - widthOf(text) / 2, baseline);
    }

    /** The text, or as much of its beginning as fits. */
    String fitted(String text, int width) {
        String fitted = text;
        while (widthOf(fitted) > width && fitted.length() > 1) {
            fitted = fitted.substring(0, fitted.length() - 2).stripTrailing() + "…";
        }
        return fitted;
    }
}
