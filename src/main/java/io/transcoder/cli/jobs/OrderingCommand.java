package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Operator;
import io.transcoder.job.view.JobSearch;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.EncoderWord;
import io.transcoder.operate.JobOrders;
import io.transcoder.upload.LogText;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Mixin;

/** The base of commands that give an order about a job. */
abstract class OrderingCommand extends LedgerCommand {
    @Mixin
    private Operator operator;

    /** @return whether all was done; what came of it is said, and nothing is done where a name may mean something else */
    final boolean order(Workbench workbench, EncoderWord encoder, List<String> names, Order order) {
        List<JobSearch.Found> all =
                names.stream().map(name -> search(workbench, encoder, name)).toList();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).keys().isEmpty()) {
                throw wrongUsage(
                        "Nothing is done, as '" + LogText.safe(names.get(i)) + "' may mean something else than "
                                + LogText.safe(all.get(i).keys().get(0)) + ": name one by its key or its job's id");
            }
        }
        // the oldest first: a younger one may wait for what it holds
        List<JobHistory> jobs = all.stream()
                .flatMap(found -> found.jobs().stream().limit(1))
                .sorted(Comparator.comparing(job -> job.createdAt().orElseThrow()))
                .toList();
        boolean done = jobs.size() == all.size();
        for (JobHistory job : jobs) {
            done &= give(workbench, encoder, job, order);
        }
        return done;
    }

    private boolean give(Workbench workbench, EncoderWord encoder, JobHistory job, Order order) {
        JobOrders.Result result = order.give(new JobOrders(workbench, encoder), job, operator.name());
        (result.good() ? out() : err()).println(result.text());
        result.notes().forEach(err()::println);
        return result.good();
    }

    interface Order {
        JobOrders.Result give(JobOrders orders, JobHistory job, String by);
    }
}
