package io.transcoder.ledger.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BillEntryTest {
    @ParameterizedTest
    @ValueSource(ints = {55, 56, 57})
    void aPrefixThatIsCutIsReadAsItWasWritten(int before) {
        String prefix = Bill.prefixOf("in/" + "a".repeat(before) + "\ud83c\udfac/b.mxf");
        var bill = new Bill("0000000000000000-0000000000000000.1", "2026-11-30", 1.0, 5, "due", "mp4", prefix);

        assertThat(prefix).startsWith("in/a").hasSizeBetween(59, 60);
        assertThat(Bill.of(bill.entry())).isEqualTo(bill);
    }
}
