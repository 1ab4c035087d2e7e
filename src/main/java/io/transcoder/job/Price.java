package io.transcoder.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** Of one billable minute. */
public record Price(BigDecimal perMinute, String currency) {
    private static final int DIGITS = 4;

    public BigDecimal of(double minutes) {
        return perMinute.multiply(BigDecimal.valueOf(minutes)).setScale(DIGITS, RoundingMode.HALF_UP);
    }

    /** The fields, with what the minutes cost where both are known. */
    public static Map<String, Object> added(Map<String, Object> fields, Double minutes, Optional<Price> price) {
        if (minutes != null && price.isPresent()) {
            fields.put("price", price.get().of(minutes));
            fields.put("currency", price.get().currency());
        }
        return fields;
    }
}
