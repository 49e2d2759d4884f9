#include "bench/load/breaking_point.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bench/load/books.hpp"
#include "bench/load/limit_search.hpp"
#include "bench/load/limiting_resource.hpp"
#include "bench/load/load_result.hpp"
#include "bench/load/load_run.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/load/scaling.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore::load {

using result::BreakingPoint;
using result::BreakingWindow;
using result::LoadObservation;
using result::LoadPhase;
using result::LoadResult;

namespace {

/// The window is judged, what comes before it lets the load settle.
constexpr std::size_t settle = 0;
constexpr std::size_t window = 1;

/// Of what was due; more is no accident.
constexpr double bearable_failures = 0.001;
constexpr double bearable_backlog = 0.02;

std::string first_reason(const LoadResult& load) {
  if (load.steps.empty() || load.steps.back().errors.empty()) return "";
  return ", first: " + reason_text(load.steps.back().errors.front());
}

std::string name_of(SearchEnd end) {
  switch (end) {
    case SearchEnd::found:
      return "found";
    case SearchEnd::never_held:
      return "never held";
    case SearchEnd::unbounded:
      return "no limit found";
    case SearchEnd::untold:
      return "generator";
    case SearchEnd::stopped:
      break;
  }
  return "stopped";
}

Scenario scenario_for(const BreakingPointSettings& settings,
                      const catalogue::Catalogue& catalogue) {
  Step step = step_of_operation(catalogue, settings.operation);
  const std::string title = step.label;
  Scenario scenario{
      .name = "breaking-point",
      .question = fmt::format("How many a second of {} hold {}?", title, settings.slo.text)};
  scenario.pool = settings.connections;
  scenario.acquire_timeout = std::chrono::seconds{30};
  scenario.statement_timeout = std::chrono::seconds{30};
  scenario.phases = {{.name = "settle", .is_judged = false}, {.name = "window"}};
  scenario.populations.push_back(
      {.name = "callers",
       .levels = std::vector<Level>(scenario.phases.size()),
       .bursts = std::vector<std::int64_t>(scenario.phases.size()),
       .tenants = settings.tenants,
       .journeys = {Journey{.name = title, .steps = {std::move(step)}}}});
  scenario.thresholds = {settings.slo};
  return scenario;
}

class Finder {
 public:
  Finder(const BreakingPointSettings& settings, const dataset::SeededStore& store,
         const pg::Database& database)
      : settings_(settings),
        scenario_(scenario_for(settings, store.catalogue)),
        run_(scenario_, store, database, settings.seed, std::random_device{}()),
        progress_(settings.verbosity) {}

  [[nodiscard]] BreakingPoint find() {
    point_.operation = scenario_.populations.front().journeys.front().name;
    point_.slo = settings_.slo.text;
    const bool is_of_time =
        settings_.slo.quantity == Quantity::percentile || settings_.slo.quantity == Quantity::mean;
    if (is_of_time) point_.slo_ns = settings_.slo.limit;
    point_.connections = settings_.connections;
    point_.window_seconds = std::chrono::duration<double>(settings_.window).count();
    progress_.show("reading the seeded events");
    open_books(run_, settings_.max_compared);
    runners_ = connect_all(run_);
    search();
    judge_success();
    if (!interrupted() && point_.end != name_of(SearchEnd::never_held)) scale();
    if (!interrupted()) {
      close_books();
    } else if (run_.seeded) {
      point_.ledger.unread = stop_reason() + " ended the run";
    }
    if (interrupted()) point_.end = name_of(SearchEnd::stopped);
    return std::move(point_);
  }

 private:
  /// One window after a quarter of its length; `level` is a rate or users, as `loop` says.
  [[nodiscard]] LoadResult run_window(Loop loop, double level, measure::Duration length) {
    Population& callers = scenario_.populations.front();
    callers.loop = loop;
    callers.levels.assign(scenario_.phases.size(), {.from = level, .to = level});
    scenario_.phases[settle].length = length / 4;
    scenario_.phases[window].length = length;
    run_.records.reset();
    LoadResult load = run_once(run_, runners_,
                               {.seed = settings_.seed + ++windows_,
                                .verbosity = Verbosity::quiet,
                                .grace = std::chrono::seconds{2}});
    for (const result::LoadStep& step : load.steps) {
      merge(point_.errors, step.errors);
      issued_ += step.issued;
      if (const auto ok = step.outcomes.find("ok"); ok != step.outcomes.end()) ok_ += ok->second;
    }
    return load;
  }

  void judge_success() {
    if (issued_ == 0 || ok_ > 0) return;
    point_.unsuccessful = fmt::format(
        "none of {} succeeded; the first ended as {}",
        counted(static_cast<std::int64_t>(issued_), "request"),
        point_.errors.empty()
            ? "other_error"
            : point_.errors.front().outcome + ": " + reason_text(point_.errors.front()));
  }

  void close_books() {
    if (run_.seeded) progress_.show("reading the stored events back");
    Books books = check_books(run_);
    point_.ledger = std::move(books.ledger);
    point_.violations = std::move(books.violations);
  }

  void search() {
    constexpr int longer = 3;
    const SearchResult found =
        search_limit({.start = settings_.start_rate}, [&](double rate, Look look) {
          const bool is_probe = look == Look::probe;
          const measure::Duration length = settings_.window * (is_probe ? 1 : longer);
          return judge(run_window(Loop::rate, rate, length), rate, is_probe ? "probe" : "confirm");
        });
    point_.end = name_of(found.end);
    point_.highest_rate = found.held;
    point_.broken_rate = found.broken;
    name_limit(found.broken.value_or(windows_of_search_.empty() ? 0.0 : last_rate()));
  }

  [[nodiscard]] double last_rate() const { return point_.windows.back().target_rate; }

  [[nodiscard]] Held judge(const LoadResult& load, double rate, const std::string& look) {
    const LoadPhase& phase = load.phases[window];
    BreakingWindow judged{.look = look,
                          .seconds = phase.seconds,
                          .target_rate = rate,
                          .p50_ns = phase.response.p50_ns,
                          .p95_ns = phase.response.p95_ns,
                          .p99_ns = phase.response.p99_ns,
                          .backlog = phase.backlog_end};
    if (load.is_partial) return Held::stopped;
    const auto ok =
        static_cast<double>(phase.outcomes.contains("ok") ? phase.outcomes.at("ok") : 0);
    const auto due = static_cast<double>(phase.issued + phase.skipped);
    const auto in_time = std::max(0.0, due - static_cast<double>(phase.backlog_end));
    judged.achieved_rate = phase.seconds > 0.0 ? std::min(ok, in_time) / phase.seconds : 0.0;
    judged.why = what_broke(load, due, ok);
    Held held = judged.why.empty() ? Held::yes : Held::no;
    const LimitingResource limit = limiting_resource(load.observation, settings_.connections);
    if (held == Held::no && (!load.no_verdict.empty() || limit.is_generator)) {
      held = Held::untold;
      judged.why += "; " + (load.no_verdict.empty() ? limit.text : load.no_verdict);
    }
    judged.verdict = held == Held::yes ? "held" : held == Held::no ? "broke" : "no verdict";
    windows_of_search_.push_back({rate, load.observation});
    progress_.say(fmt::format("{:>7}  {:>9}/s  p99 {:>8}  {}{}", look, quantity_text(rate),
                              duration_text(static_cast<double>(judged.p99_ns)), judged.verdict,
                              judged.why.empty() ? "" : ": " + judged.why));
    point_.windows.push_back(std::move(judged));
    return held;
  }

  /// Empty when the window held.
  [[nodiscard]] std::string what_broke(const LoadResult& load, double due, double ok) const {
    const LoadPhase& phase = load.phases[window];
    if (due == 0.0) return "nothing was due; the rate or the window is too small";
    const double failed = due - ok;
    const Quantity asked = settings_.slo.quantity;
    const bool is_asked_for = asked == Quantity::errors || asked == Quantity::skipped;
    if (!is_asked_for && failed > bearable_failures * due) {
      return fmt::format("{} failed or were skipped{}", share_text(failed / due),
                         first_reason(load));
    }
    const double waiting = bearable_backlog * due + 2.0 * settings_.connections;
    if (static_cast<double>(phase.backlog_end) > waiting) {
      return fmt::format("fell behind: {} of {} waited at the end",
                         grouped(static_cast<std::int64_t>(phase.backlog_end)),
                         grouped(static_cast<std::int64_t>(due)));
    }
    const result::LoadThreshold& slo = load.thresholds.front();
    // "p99 < 50 ms" was asked for: "p99 61.0 ms".
    return slo.met ? "" : slo.text.substr(0, slo.text.find_first_of(" <")) + " " + slo.found;
  }

  /// From the windows between what held and a little above what did not.
  void name_limit(double broken) {
    constexpr double about = 1.15;
    for (const auto& [rate, seen] : windows_of_search_) {
      if (rate * about >= broken && rate <= broken * about) merge(point_.observation, seen);
    }
    const bool has_limit = point_.end != "no limit found" && point_.end != "stopped";
    if (!has_limit || windows_of_search_.empty()) return;
    point_.limit = limiting_resource(point_.observation, settings_.connections).text;
    if (point_.end == "generator") {
      point_.limit = "the generator: " + point_.windows.back().why;
    }
  }

  void scale() {
    const measure::Duration length =
        std::max<measure::Duration>(settings_.window / 3, std::chrono::milliseconds{100});
    const std::vector<int> steps = scaling_steps(settings_.connections);
    constexpr int rounds = 3;
    std::optional<int> cores;
    // Round after round, so that what drifts falls on all of them.
    for (int round = 0; round < rounds; ++round) {
      for (const int connections : steps) {
        const LoadResult load = run_window(Loop::users, connections, length);
        if (load.is_partial) return;
        const double rate = load.phases[window].ok_rate;
        point_.scaling.windows.push_back({.connections = connections, .rate = rate});
        if (load.observation.server_cpu_seconds) cores = load.observation.cores;
        progress_.show(fmt::format("scaling, round {} of {}: {} {}/s", round + 1, rounds,
                                   counted(connections, "connection"), quantity_text(rate)));
      }
    }
    finish_scaling(point_.scaling, cores);
  }

  const BreakingPointSettings& settings_;
  Scenario scenario_;
  RunState run_;
  Progress progress_;
  Runners runners_;
  std::uint64_t windows_ = 0;
  std::uint64_t issued_ = 0;  ///< In all windows,
  std::uint64_t ok_ = 0;      ///< and of these.
  std::vector<std::pair<double, LoadObservation>> windows_of_search_;
  BreakingPoint point_;
};

}  // namespace

BreakingPoint find_breaking_point(const BreakingPointSettings& settings,
                                  const dataset::SeededStore& store, const pg::Database& database) {
  return Finder{settings, store, database}.find();
}

ExitCode exit_code_of(const BreakingPoint& point) {
  if (!point.violations.empty()) return ExitCode::oracle_failed;
  if (!point.ledger.unread.empty() || !point.unsuccessful.empty()) return ExitCode::failure;
  if (point.end == "generator") return ExitCode::no_verdict;
  if (point.end == "never held") return ExitCode::sla_missed;
  return point.end == "stopped" ? ExitCode::failure : ExitCode::success;
}

}  // namespace eventstore::load
