package io.transcoder.cli.common;

import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints rows in columns for people, one a line, whatever the cells hold. */
public final class Table {
    private static final int WIDEST = 60;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    /** A cell that is null is left empty. Only the last of a row is shown in full. */
    public void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            String text = cells[i] == null ? "" : LogText.safe(cells[i].toString());
            row.add(i < cells.length - 1 && text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text);
        }
        rows.add(row);
    }

    public void print(PrintWriter out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
