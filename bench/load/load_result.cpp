#include "bench/load/load_result.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "bench/call_error_results.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

using result::LoadPhase;
using result::LoadResult;
using result::LoadTimes;

namespace {

/// A worker that had nothing to do and woke up later than this, once in a hundred times, says that
/// the machine has no room for the generator.
constexpr std::uint64_t overslept_bound_ns = 20'000'000;

LoadTimes times_of(const measure::Histogram& histogram) {
  return {.samples = histogram.count(),
          .p50_ns = histogram.percentile(50),
          .p95_ns = histogram.percentile(95),
          .p99_ns = histogram.percentile(99),
          .p999_ns = histogram.percentile(99.9),
          .max_ns = histogram.max(),
          .mean_ns = histogram.mean()};
}

std::map<std::string, std::uint64_t> outcomes_of(const StepRecord& record) {
  std::map<std::string, std::uint64_t> outcomes;
  for (const Outcome outcome : all_outcomes) {
    if (record.of(outcome) > 0) outcomes[std::string{name_of(outcome)}] = record.of(outcome);
  }
  return outcomes;
}

double rate(std::uint64_t count, double seconds) {
  return seconds > 0.0 ? static_cast<double>(count) / seconds : 0.0;
}

LoadPhase phase_of(const RunState& run, std::size_t index, double seconds) {
  const Scenario& scenario = run.scenario;
  const StepRecord total = run.records.total(index, "");
  LoadPhase phase{.name = scenario.phases[index].name,
                  .seconds = seconds,
                  .is_judged = scenario.phases[index].is_judged};
  for (const Population& population : scenario.populations) {
    const Level& level = population.levels[index];
    if (population.loop == Loop::rate) phase.target_rate += (level.from + level.to) / 2.0;
    if (population.loop == Loop::users) phase.target_users += std::max(level.from, level.to);
  }
  phase.issued = total.issued();
  phase.skipped = total.skipped;
  phase.ok_rate = rate(total.ok_in_time, seconds);
  phase.outcomes = outcomes_of(total);
  phase.response = times_of(total.response);
  phase.service = times_of(total.service);
  phase.lag = times_of(total.lag);
  phase.visibility = times_of(run.records.visibility(index));
  phase.overslept_p99_ns = run.records.overslept(index).percentile(99);
  return phase;
}

void add_steps(const RunState& run, std::size_t index, double seconds, LoadResult& load) {
  for (const StepName& name : run.records.steps()) {
    const StepRecord record = run.records.of_step(index, name);
    if (record.issued() + record.skipped == 0) continue;
    result::LoadStep step{.phase = run.scenario.phases[index].name,
                          .population = name.population,
                          .step = name.label,
                          .issued = record.issued(),
                          .skipped = record.skipped,
                          .rows = record.rows,
                          .outcomes = outcomes_of(record),
                          .errors = bench::results_of(record.errors),
                          .attempts = record.attempts.issued(),
                          .ok_rate = rate(record.ok_in_time, seconds),
                          .response = times_of(record.response),
                          .service = times_of(record.service),
                          .lag = times_of(record.lag),
                          .resolution = times_of(record.resolution)};
    for (int attempt = 1; attempt <= record.attempts.attempts(); ++attempt) {
      step.conflicts += record.attempts.of(attempt, Outcome::version_conflict);
    }
    load.steps.push_back(std::move(step));
  }
}

void add_journeys(const RunState& run, std::size_t index, LoadResult& load) {
  for (const Population& population : run.scenario.populations) {
    for (const Journey& journey : population.journeys) {
      if (journey.steps.size() < 2) continue;
      const JourneyRecord record = run.records.journeys(index, journey.name);
      if (record.ended == 0) continue;
      load.journeys.push_back({.phase = run.scenario.phases[index].name,
                               .population = population.name,
                               .journey = journey.name,
                               .ended = record.ended,
                               .succeeded = record.succeeded});
    }
  }
}

/// A step whose every append has to be refused: there is no second attempt.
bool expects_conflicts(const Scenario& scenario, const StepName& name) {
  for (const Population& population : scenario.populations) {
    if (population.name != name.population) continue;
    for (const Journey& journey : population.journeys) {
      for (const Step& step : journey.steps) {
        const auto* const append = std::get_if<AppendStep>(&step.action);
        if (step.label == name.label && append != nullptr && append->is_stale &&
            append->attempts == 1) {
          return true;
        }
      }
    }
  }
  return false;
}

void add_unsuccessful(const RunState& run, LoadResult& load) {
  for (const StepName& name : run.records.steps()) {
    StepRecord all;
    for (std::size_t i = 0; i < run.scenario.phases.size(); ++i) {
      all.merge(run.records.of_step(i, name));
    }
    const bool may_conflict = expects_conflicts(run.scenario, name);
    const std::uint64_t good =
        all.of(Outcome::ok) + (may_conflict ? all.of(Outcome::version_conflict) : 0);
    if (all.issued() == 0 || good > 0) continue;
    const auto errors = bench::results_of(all.errors);
    load.unsuccessful.push_back(fmt::format(
        "{} of {}: none of {} succeeded; the first ended as {}", name.label, name.population,
        counted(static_cast<std::int64_t>(all.issued()), "request"),
        errors.empty() ? "other_error"
                       : errors.front().outcome + ": " + result::reason_text(errors.front())));
  }
}

/// Empty where the times are those of the store.
std::string generator_limit(const LoadResult& load) {
  for (const LoadPhase& phase : load.phases) {
    if (!phase.is_judged || phase.overslept_p99_ns <= overslept_bound_ns) continue;
    return fmt::format(
        "in phase {} idle workers woke up to {} late (p99): this machine has no room for the load "
        "generator, and the times are partly its own",
        phase.name, duration_text(static_cast<double>(phase.overslept_p99_ns)));
  }
  return "";
}

}  // namespace

LoadResult result_of(const RunState& run, const Reached& reached) {
  LoadResult load{
      .scenario = run.scenario.name, .question = run.scenario.question, .pool = run.scenario.pool};
  for (std::size_t i = 0; i < run.scenario.phases.size(); ++i) {
    const double length = std::chrono::duration<double>(run.scenario.phases[i].length).count();
    const double seconds = i < reached.phase ? length : i == reached.phase ? reached.seconds : 0.0;
    load.phases.push_back(phase_of(run, i, seconds));
    add_steps(run, i, seconds, load);
    add_journeys(run, i, load);
  }
  for (const Threshold& threshold : run.scenario.thresholds) {
    load.thresholds.push_back(judge(threshold, run.scenario, run.records, reached));
  }
  load.no_verdict = generator_limit(load);
  add_unsuccessful(run, load);
  return load;
}

std::vector<result::LoadViolation> violations_of(const RunState& run) {
  std::vector<result::LoadViolation> violations;
  for (const Violations::Found& found : run.violations.found()) {
    violations.push_back({.kind = std::string{name_of(found.violation)},
                          .count = found.count,
                          .first = found.first});
  }
  return violations;
}

ExitCode exit_code_of(const LoadResult& load) {
  const auto is_met = [](const result::LoadCheck& check) { return check.met(); };
  const bool adds_up = std::all_of(load.checks.begin(), load.checks.end(), is_met);
  if (!load.violations.empty() || !adds_up) return ExitCode::oracle_failed;
  if (!load.unsuccessful.empty()) return ExitCode::failure;
  const auto is_undecided = [](const result::LoadThreshold& threshold) {
    return !threshold.met && !threshold.undecided.empty();
  };
  const auto is_missed = [&](const result::LoadThreshold& threshold) {
    return !threshold.met && !is_undecided(threshold);
  };
  const bool is_broken = std::any_of(load.thresholds.begin(), load.thresholds.end(), is_missed);
  const bool was_aborted =
      std::any_of(load.thresholds.begin(), load.thresholds.end(),
                  [](const result::LoadThreshold& threshold) { return threshold.aborted; });
  const bool is_unread = !load.ledger.unread.empty();
  if (is_unread || (load.is_partial && !was_aborted)) return ExitCode::failure;
  if (!load.no_verdict.empty()) return ExitCode::no_verdict;  // On times: nothing is missed either.
  if (is_broken) return ExitCode::sla_missed;
  const bool is_unproven = load.processors && !load.processors->unproven.empty();
  const bool has_undecided =
      std::any_of(load.thresholds.begin(), load.thresholds.end(), is_undecided);
  const bool is_undecided_or_unproven =
      is_unproven || has_undecided || !load.ledger.waiting.empty();
  return is_undecided_or_unproven ? ExitCode::no_verdict : ExitCode::success;
}

}  // namespace eventstore::load
