// The members of what a load run says, for json_members.hpp.
#pragma once

#include "core/result/json_members.hpp"
#include "core/result/load.hpp"
#include "core/result/load_observation_members.hpp"

namespace eventstore::result {

template <typename Visitor, MaybeConst<LoadTimes> Times>
void visit_members(Visitor&& visit, Times& times) {
  visit("samples", times.samples);
  visit("p50_ns", times.p50_ns);
  visit("p95_ns", times.p95_ns);
  visit("p99_ns", times.p99_ns);
  visit("p999_ns", times.p999_ns);
  visit("max_ns", times.max_ns);
  visit("mean_ns", times.mean_ns);
}

template <typename Visitor, MaybeConst<LoadPhase> Phase>
void visit_members(Visitor&& visit, Phase& phase) {
  visit("name", phase.name);
  visit("seconds", phase.seconds);
  visit("judged", phase.is_judged);
  visit("target_rate", phase.target_rate);
  visit("target_users", phase.target_users);
  visit("ok_rate", phase.ok_rate);
  visit("issued", phase.issued);
  visit("skipped", phase.skipped);
  visit("outcomes", phase.outcomes);
  visit("response", phase.response);
  visit("service", phase.service);
  visit("lag", phase.lag);
  visit("visibility", phase.visibility);
  visit("backlog_most", phase.backlog_most);
  visit("backlog_end", phase.backlog_end);
  visit("overslept_p99_ns", phase.overslept_p99_ns);
}

template <typename Visitor, MaybeConst<LoadStep> Step>
void visit_members(Visitor&& visit, Step& step) {
  visit("phase", step.phase);
  visit("population", step.population);
  visit("step", step.step);
  visit("issued", step.issued);
  visit("skipped", step.skipped);
  visit("rows", step.rows);
  visit("outcomes", step.outcomes);
  visit("errors", WhereAny{step.errors});
  visit("attempts", step.attempts);
  visit("conflicts", step.conflicts);
  visit("ok_rate", step.ok_rate);
  visit("response", step.response);
  visit("service", step.service);
  visit("lag", step.lag);
  visit("resolution", step.resolution);
}

template <typename Visitor, MaybeConst<LoadJourney> Journey>
void visit_members(Visitor&& visit, Journey& journey) {
  visit("phase", journey.phase);
  visit("population", journey.population);
  visit("journey", journey.journey);
  visit("ended", journey.ended);
  visit("succeeded", journey.succeeded);
}

template <typename Visitor, MaybeConst<LoadThreshold> Threshold>
void visit_members(Visitor&& visit, Threshold& threshold) {
  visit("text", threshold.text);
  visit("met", threshold.met);
  visit("undecided", threshold.undecided);
  visit("found", threshold.found);
  visit("aborted", threshold.aborted);
}

template <typename Visitor, MaybeConst<LoadCheck> Check>
void visit_members(Visitor&& visit, Check& check) {
  visit("check", check.check);
  visit("expected", check.expected);
  visit("counted", check.counted);
}

template <typename Visitor, MaybeConst<LoadMoment> Moment>
void visit_members(Visitor&& visit, Moment& moment) {
  visit("at_seconds", moment.at_seconds);
  visit("issued_rate", moment.issued_rate);
  visit("failed_rate", moment.failed_rate);
  visit("p95_ns", moment.p95_ns);
  visit("backlog", moment.backlog);
  visit("processor_lag", moment.processor_lag);
}

template <typename Visitor, MaybeConst<LoadViolation> Violation>
void visit_members(Visitor&& visit, Violation& violation) {
  visit("kind", violation.kind);
  visit("count", violation.count);
  visit("first", violation.first);
}

template <typename Visitor, MaybeConst<LoadLedger> Ledger>
void visit_members(Visitor&& visit, Ledger& ledger) {
  visit("stored", ledger.stored);
  visit("acknowledged", ledger.acknowledged);
  visit("refused", ledger.refused);
  visit("in_doubt", ledger.in_doubt);
  visit("in_doubt_stored", ledger.in_doubt_stored);
  visit("aggregates", ledger.aggregates);
  visit("unknown", ledger.unknown);
  visit("unknown_writers", ledger.unknown_writers);
  visit("seeded", ledger.seeded);
  visit("seeded_unchecked", ledger.seeded_unchecked);
  visit("not_compared", ledger.not_compared);
  visit("unjudged", ledger.unjudged);
  visit("unread", ledger.unread);
  visit("waiting", ledger.waiting);
}

template <typename Visitor, MaybeConst<LoadProcessor> Processor>
void visit_members(Visitor&& visit, Processor& processor) {
  visit("events", processor.events);
  visit("own", processor.own);
  visit("reads", processor.reads);
  visit("empty_reads", processor.empty_reads);
  visit("wakes", processor.wakes);
  visit("stalls", processor.stalls);
  visit("closed_gaps", processor.closed_gaps);
  visit("filled_gaps", processor.filled_gaps);
  visit("reconnects", processor.reconnects);
  visit("failed_reads", processor.failed_reads);
  visit("errors", WhereAny{processor.errors});
  visit("lag_most", processor.lag_most);
  visit("lag_end", processor.lag_end);
  visit("backlog", processor.backlog);
  visit("backlog_seconds", processor.backlog_seconds);
  visit("caught_up", processor.has_caught_up);
}

template <typename Visitor, MaybeConst<LoadProcessors> Processors>
void visit_members(Visitor&& visit, Processors& processors) {
  visit("follow", processors.follow);
  visit("visibility", processors.visibility);
  visit("from", processors.from);
  visit("batch", processors.batch);
  visit("lag_most", processors.lag_most);
  visit("lag_end", processors.lag_end);
  visit("unproven", processors.unproven);
  visit("each", processors.each);
}

template <typename Visitor, MaybeConst<LoadResult> Load>
void visit_members(Visitor&& visit, Load& load) {
  visit("scenario", load.scenario);
  visit("question", load.question);
  visit("pool", load.pool);
  visit("partial", load.is_partial);
  visit("ended_by", load.ended_by);
  visit("no_verdict", load.no_verdict);
  visit("unsuccessful", WhereAny{load.unsuccessful});
  visit("client_cpu_seconds", load.client_cpu_seconds);
  visit("server_cpu_seconds", load.server_cpu_seconds);
  visit("phases", load.phases);
  visit("steps", load.steps);
  visit("journeys", load.journeys);
  visit("thresholds", load.thresholds);
  visit("checks", load.checks);
  visit("moments", load.moments);
  visit("ledger", load.ledger);
  visit("violations", load.violations);
  visit("processors", load.processors);
  visit("observation", load.observation);
}

}  // namespace eventstore::result
