package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Operator;
import io.transcoder.job.view.JobSearch;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.EncoderWord;
import io.transcoder.operate.JobOrders;
import io.transcoder.upload.LogText;
import picocli.CommandLine.Mixin;

/** The base of commands that give an order about a job. */
abstract class OrderingCommand extends LedgerCommand {
    @Mixin
    private Operator operator;

    /** @return whether it was done; what came of it is said */
    final boolean order(Workbench workbench, EncoderWord encoder, String name, Order order) {
        JobSearch.Found found = search(workbench, encoder, name);
        if (!found.keys().isEmpty()) {
            throw wrongUsage("Nothing is done, as '" + LogText.safe(name) + "' may mean another than "
                    + LogText.safe(found.keys().get(0)) + ": name one by its key or its job's id");
        }
        if (found.jobs().isEmpty()) {
            return false;
        }
        JobOrders.Result result =
                order.give(new JobOrders(workbench, encoder), found.jobs().get(0), operator.name());
        (result.good() ? out() : err()).println(result.text());
        result.notes().forEach(err()::println);
        return result.good();
    }

    interface Order {
        JobOrders.Result give(JobOrders orders, JobHistory job, String by);
    }
}
