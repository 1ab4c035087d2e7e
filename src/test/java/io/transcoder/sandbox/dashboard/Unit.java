package io.transcoder.sandbox.dashboard;

import java.util.Locale;

/** How Grafana writes values. */
enum Unit {
    NONE {
        @Override
        String text(double value) {
            return number(value);
        }
    },
    SECONDS {
        @Override
        String text(double value) {
            if (value == 0 || value >= 1 && value < MINUTE) {
                return number(value) + " s";
            }
            if (value < 1) {
                return number(value * 1000) + " ms";
            }
            return value < HOUR ? number(value / MINUTE) + " min" : number(value / HOUR) + " h";
        }
    },
    SHARE {
        @Override
        String text(double value) {
            return number(value * 100) + "%";
        }
    };

    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private static final int[] OF_A_CLOCK = {15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400};
    private static final double[] DECIMAL = {1, 2, 2.5, 5, 10};

    abstract String text(double value);

    /** The least step of an axis that is easy to read and not less than this. */
    double step(double least) {
        if (this == SECONDS && least > 10) {
            for (int step : OF_A_CLOCK) {
                if (step >= least || step == OF_A_CLOCK[OF_A_CLOCK.length - 1]) {
                    return step;
                }
            }
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : DECIMAL) {
            if (step * power >= least) {
                return step * power;
            }
        }
        return 10 * power;
    }

    static Unit named(String name) {
        return switch (name) {
            case "" -> NONE;
            case "s" -> SECONDS;
            case "percentunit" -> SHARE;
            default -> throw new IllegalArgumentException("The picture can't write the unit " + name);
        };
    }

    /** With three digits, and no zeros at the end. */
    private static String number(double value) {
        int decimals = Math.abs(value) >= 100 || value == Math.rint(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
