#include "core/result/load.hpp"

#include "core/result/json_members.hpp"

namespace eventstore::result {

using Json = nlohmann::ordered_json;

namespace {

template <typename Visitor, typename Times>
requires std::same_as<std::remove_const_t<Times>, LoadTimes>
void visit_members(Visitor&& visit, Times& times) {
  visit("samples", times.samples);
  visit("p50_ns", times.p50_ns);
  visit("p95_ns", times.p95_ns);
  visit("p99_ns", times.p99_ns);
  visit("p999_ns", times.p999_ns);
  visit("max_ns", times.max_ns);
  visit("mean_ns", times.mean_ns);
}

template <typename Visitor, typename Phase>
requires std::same_as<std::remove_const_t<Phase>, LoadPhase>
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

template <typename Visitor, typename Step>
requires std::same_as<std::remove_const_t<Step>, LoadStep>
void visit_members(Visitor&& visit, Step& step) {
  visit("phase", step.phase);
  visit("population", step.population);
  visit("step", step.step);
  visit("issued", step.issued);
  visit("skipped", step.skipped);
  visit("rows", step.rows);
  visit("outcomes", step.outcomes);
  visit("attempts", step.attempts);
  visit("conflicts", step.conflicts);
  visit("ok_rate", step.ok_rate);
  visit("response", step.response);
  visit("service", step.service);
  visit("lag", step.lag);
  visit("resolution", step.resolution);
}

template <typename Visitor, typename Journey>
requires std::same_as<std::remove_const_t<Journey>, LoadJourney>
void visit_members(Visitor&& visit, Journey& journey) {
  visit("phase", journey.phase);
  visit("population", journey.population);
  visit("journey", journey.journey);
  visit("ended", journey.ended);
  visit("succeeded", journey.succeeded);
}

template <typename Visitor, typename Threshold>
requires std::same_as<std::remove_const_t<Threshold>, LoadThreshold>
void visit_members(Visitor&& visit, Threshold& threshold) {
  visit("text", threshold.text);
  visit("met", threshold.met);
  visit("found", threshold.found);
  visit("aborted", threshold.aborted);
}

template <typename Visitor, typename Check>
requires std::same_as<std::remove_const_t<Check>, LoadCheck>
void visit_members(Visitor&& visit, Check& check) {
  visit("check", check.check);
  visit("expected", check.expected);
  visit("counted", check.counted);
}

template <typename Visitor, typename Moment>
requires std::same_as<std::remove_const_t<Moment>, LoadMoment>
void visit_members(Visitor&& visit, Moment& moment) {
  visit("at_seconds", moment.at_seconds);
  visit("issued_rate", moment.issued_rate);
  visit("failed_rate", moment.failed_rate);
  visit("p95_ns", moment.p95_ns);
  visit("backlog", moment.backlog);
  visit("processor_lag", moment.processor_lag);
}

template <typename Visitor, typename Violation>
requires std::same_as<std::remove_const_t<Violation>, LoadViolation>
void visit_members(Visitor&& visit, Violation& violation) {
  visit("kind", violation.kind);
  visit("count", violation.count);
  visit("first", violation.first);
}

template <typename Visitor, typename Ledger>
requires std::same_as<std::remove_const_t<Ledger>, LoadLedger>
void visit_members(Visitor&& visit, Ledger& ledger) {
  visit("stored", ledger.stored);
  visit("acknowledged", ledger.acknowledged);
  visit("refused", ledger.refused);
  visit("in_doubt", ledger.in_doubt);
  visit("in_doubt_stored", ledger.in_doubt_stored);
  visit("aggregates", ledger.aggregates);
}

template <typename Visitor, typename Processor>
requires std::same_as<std::remove_const_t<Processor>, LoadProcessor>
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
  visit("lag_most", processor.lag_most);
  visit("lag_end", processor.lag_end);
  visit("backlog", processor.backlog);
  visit("backlog_seconds", processor.backlog_seconds);
  visit("caught_up", processor.has_caught_up);
}

template <typename Visitor, typename Processors>
requires std::same_as<std::remove_const_t<Processors>, LoadProcessors>
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

template <typename Visitor, typename Load>
requires std::same_as<std::remove_const_t<Load>, LoadResult>
void visit_members(Visitor&& visit, Load& load) {
  visit("scenario", load.scenario);
  visit("question", load.question);
  visit("pool", load.pool);
  visit("partial", load.is_partial);
  visit("ended_by", load.ended_by);
  visit("no_verdict", load.no_verdict);
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

template <typename T>
concept HasMembers =
    !std::same_as<T, LoadLedger> && !std::same_as<T, LoadViolation> && requires(T & value) {
  visit_members(MemberWriter{}, value);
};

}  // namespace

/// Found by nlohmann's library by their names, for vectors of these as well.
template <HasMembers T>
void to_json(Json& json, const T& value) {
  MemberWriter writer;
  visit_members(writer, value);
  json = std::move(writer.json);
}

template <HasMembers T>
void from_json(const Json& json, T& value) {
  visit_members(MemberReader{json}, value);
}

void to_json(Json& json, const LoadLedger& ledger) {
  MemberWriter writer;
  visit_members(writer, ledger);
  json = std::move(writer.json);
}

void from_json(const Json& json, LoadLedger& ledger) {
  visit_members(MemberReader{json}, ledger);
}

void to_json(Json& json, const LoadViolation& violation) {
  MemberWriter writer;
  visit_members(writer, violation);
  json = std::move(writer.json);
}

void from_json(const Json& json, LoadViolation& violation) {
  visit_members(MemberReader{json}, violation);
}

Json to_json_value(const LoadResult& load) {
  return load;
}

LoadResult load_from_json(const Json& json) {
  return json.get<LoadResult>();
}

}  // namespace eventstore::result
