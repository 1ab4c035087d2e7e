package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Operator;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.EncoderWord;
import io.transcoder.operate.JobOrders;
import java.util.List;
import picocli.CommandLine.Mixin;

/** The base of commands that give an order about a job. */
abstract class OrderingCommand extends LedgerCommand {
    @Mixin
    private Operator operator;

    /** @return whether it was done; what came of it is said */
    final boolean order(Workbench workbench, EncoderWord encoder, String name, Order order) {
        List<JobHistory> found = search(workbench, encoder, name);
        if (found.isEmpty()) {
            return false;
        }
        JobOrders.Result result = order.give(new JobOrders(workbench, encoder), found.get(0), operator.name());
        (result.good() ? out() : err()).println(result.text());
        result.notes().forEach(err()::println);
        return result.good();
    }

    interface Order {
        JobOrders.Result give(JobOrders orders, JobHistory job, String by);
    }
}
