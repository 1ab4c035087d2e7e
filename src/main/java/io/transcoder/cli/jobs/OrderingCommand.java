package io.transcoder.cli.jobs;

import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.operate.JobOrders;

/** The base of commands that give an order about a job. */
abstract class OrderingCommand extends PrintingCommand {
    /** @return whether it was done */
    final boolean say(JobOrders.Result result) {
        (result.good() ? out() : err()).println(result.text());
        result.notes().forEach(err()::println);
        return result.good();
    }
}
