#include "core/result/breaking_point_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string time_text(std::uint64_t nanoseconds) {
  return duration_text(static_cast<double>(nanoseconds));
}

std::string estimate_text(const LoadEstimate& estimate) {
  return fmt::format("{:.3g} ({:.3g} to {:.3g})", estimate.value, estimate.low, estimate.high);
}

std::string rate_text(const LoadEstimate& estimate) {
  return fmt::format("{}/s ({} to {})", quantity_text(estimate.value), quantity_text(estimate.low),
                     quantity_text(estimate.high));
}

/// How an end reads before what held until then.
std::string why_not_found(const std::string& end) {
  if (end == "generator") return "NO VERDICT, the generator was the limit; until then ";
  if (end == "stopped") return "PARTIAL, stopped by a signal; until then ";
  return end + "; ";
}

bool is_long(const BreakingWindow& window) {
  return window.look == "confirm";
}

/// Least for what tells most of its kind: of those that broke the lowest rate, of those that held
/// the highest, and long windows, whose word counts, before short ones.
auto place_of(const BreakingWindow& window) {
  if (window.verdict == "broke") return std::tuple{0, !is_long(window), window.target_rate};
  if (window.verdict == "held") return std::tuple{2, !is_long(window), -window.target_rate};
  return std::tuple{1, !is_long(window), window.target_rate};
}

LoadTable rate_table(std::string title, const std::vector<BreakingWindow>& windows,
                     const BreakingPoint& point) {
  LoadTable table{.title = std::move(title),
                  .columns = {{"rate"},
                              {"achieved"},
                              {"p50", false, 2},
                              {"p95"},
                              {"p99"},
                              {"waiting", false, 3},
                              {"window", false, 1},
                              {"verdict", true}}};
  for (const BreakingWindow& window : windows) {
    const bool held = window.verdict == "held";
    std::string verdict = window.verdict;
    if (!window.why.empty()) verdict += ": " + window.why;
    if (held && is_long(window) && point.highest_rate == window.target_rate) {
      verdict += ": the limit";
    }
    table.rows.push_back({{quantity_text(window.target_rate) + "/s"},
                          {quantity_text(window.achieved_rate) + "/s"},
                          {time_text(window.p50_ns)},
                          {time_text(window.p95_ns)},
                          {time_text(window.p99_ns)},
                          {grouped(static_cast<std::int64_t>(window.backlog))},
                          {elapsed_text(window.seconds)},
                          {verdict, held ? LoadTone::good : LoadTone::bad}});
  }
  return table;
}

/// The first of each kind, and the others: a table of two rows of its own is not worth it.
std::pair<std::vector<BreakingWindow>, std::vector<BreakingWindow>> parted(
    std::vector<BreakingWindow> windows) {
  constexpr std::size_t enough = 4;
  constexpr std::size_t worth_a_table = 3;
  std::stable_sort(windows.begin(), windows.end(), [](const auto& one, const auto& other) {
    return place_of(one) < place_of(other);
  });
  std::map<std::string, std::size_t> shown;
  std::vector<BreakingWindow> first;
  std::vector<BreakingWindow> others;
  for (const BreakingWindow& window : windows) {
    (++shown[window.verdict] <= enough ? first : others).push_back(window);
  }
  if (others.size() < worth_a_table) {
    return {std::move(windows), std::vector<BreakingWindow>{}};
  }
  return {std::move(first), std::move(others)};
}

LoadTable loop_table(const LoadScaling& scaling) {
  LoadTable table{.title = "Closed loops without think time",
                  .columns = {{"connections"}, {"rate"}, {"from"}, {"to"}, {"fitted"}},
                  .is_detail = true};
  for (const ClosedLoop& loop : closed_loops(scaling)) {
    LoadTable::Cell fitted{"-", LoadTone::faint};
    if (scaling.is_fitted) fitted = {quantity_text(fitted_rate(scaling, loop.connections)) + "/s"};
    table.rows.push_back({{grouped(loop.connections)},
                          {quantity_text(loop.mean) + "/s"},
                          {quantity_text(loop.least)},
                          {quantity_text(loop.most)},
                          fitted});
  }
  return table;
}

}  // namespace

std::vector<ClosedLoop> closed_loops(const LoadScaling& scaling) {
  std::map<int, std::vector<double>> rates;
  for (const ScalingWindow& window : scaling.windows) {
    rates[window.connections].push_back(window.rate);
  }
  std::vector<ClosedLoop> loops;
  for (const auto& [connections, some] : rates) {
    const auto [least, most] = std::minmax_element(some.begin(), some.end());
    const double sum = std::accumulate(some.begin(), some.end(), 0.0);
    loops.push_back({.connections = connections,
                     .mean = sum / static_cast<double>(some.size()),
                     .least = *least,
                     .most = *most});
  }
  return loops;
}

std::optional<LoadEstimate> measured_efficiency(const LoadScaling& scaling) {
  const std::vector<ClosedLoop> loops = closed_loops(scaling);
  const auto of = [&loops](int connections) {
    return std::find_if(loops.begin(), loops.end(), [connections](const ClosedLoop& loop) {
      return loop.connections == connections;
    });
  };
  const int cores = scaling.cores.value_or(0);
  const auto one = of(1);
  const auto all = of(cores);
  if (cores < 2 || one == loops.end() || all == loops.end() || one->least <= 0.0) return {};
  return LoadEstimate{.value = all->mean / (cores * one->mean),
                      .low = all->least / (cores * one->most),
                      .high = all->most / (cores * one->least)};
}

double fitted_rate(const LoadScaling& scaling, double connections) {
  const double others = connections - 1.0;
  return scaling.lambda.value * connections /
         (1.0 + scaling.sigma.value * others + scaling.kappa.value * connections * others);
}

std::string breaking_point_question(const BreakingPoint& point) {
  return fmt::format(
      "The highest rate of Poisson arrivals at which {} holds: {}, tenants {}, windows of {}.",
      point.slo, counted(point.connections, "connection"), point.tenants,
      elapsed_text(point.window_seconds));
}

LoadSentence breaking_point_verdict(const BreakingPoint& point) {
  const std::string held =
      (point.highest_rate ? quantity_text(*point.highest_rate) + "/s" : "nothing") + " held";
  if (point.end == "found") {
    const std::string broken =
        point.broken_rate ? fmt::format(", {}/s did not", quantity_text(*point.broken_rate)) : "";
    return {held + broken, LoadTone::good};
  }
  if (point.end == "never held") return {"not even the start rate held", LoadTone::bad};
  if (point.end == "no limit found") return {held + ", no limit found", LoadTone::bad};
  return {why_not_found(point.end) + held, LoadTone::bad};
}

std::vector<LoadSentence> breaking_point_errors(const BreakingPoint& point) {
  std::vector<LoadSentence> sentences;
  for (const CallError& error : point.errors) {
    if (!is_refusal(error)) sentences.push_back({error_text(error), LoadTone::bad});
  }
  return sentences;
}

std::vector<LoadSentence> breaking_point_verdicts(const BreakingPoint& point) {
  std::vector<LoadSentence> verdicts;
  for (const LoadViolation& violation : point.violations) {
    verdicts.push_back(violation_sentence(violation));
  }
  if (!point.unsuccessful.empty()) {
    verdicts.push_back({"FAILED: " + point.unsuccessful, LoadTone::bad});
  }
  verdicts.push_back(breaking_point_verdict(point));
  for (const LoadSentence& error : breaking_point_errors(point)) verdicts.push_back(error);
  if (!point.limit.empty()) verdicts.push_back({"About the limit: " + point.limit});
  return verdicts;
}

std::vector<LoadTable> breaking_point_tables(const BreakingPoint& point) {
  const auto [first, others] = parted(point.windows);
  LoadTable of_others = rate_table("Other rates that were tried", others, point);
  of_others.is_detail = true;
  std::vector<LoadTable> tables{rate_table("Rates about the limit", first, point),
                                std::move(of_others), loop_table(point.scaling)};
  std::erase_if(tables, [](const LoadTable& table) { return table.rows.empty(); });
  return tables;
}

std::vector<LoadSentence> scaling_facts(const LoadScaling& scaling) {
  if (scaling.windows.empty()) return {};
  if (!scaling.is_fitted) return {{"Universal Scalability Law: too few windows for a fit"}};
  std::string law = fmt::format("Universal Scalability Law: lambda {}, sigma {}, kappa {}",
                                rate_text(scaling.lambda), estimate_text(scaling.sigma),
                                estimate_text(scaling.kappa));
  if (scaling.peak_connections) {
    law +=
        fmt::format("; most at {}", counted(count_from(*scaling.peak_connections), "connection"));
  }
  std::vector<LoadSentence> facts{{std::move(law)}};
  if (!scaling.cores) return facts;
  std::string growth =
      fmt::format("Up to {}: {}, efficiency {} of 1", counted(*scaling.cores, "core"),
                  scaling.verdict, estimate_text(scaling.efficiency));
  if (const auto measured = measured_efficiency(scaling)) {
    growth +=
        fmt::format(" by the law, {} as measured (lowest and highest)", estimate_text(*measured));
  }
  facts.push_back({std::move(growth)});
  facts.push_back({fmt::format(
      "Twice the cores, extrapolated: {} to {}/s.  The lower figure takes the queue for these "
      "cores for contention, the upper is linear growth; a disk that is no faster is in neither.",
      quantity_text(scaling.predicted_low), quantity_text(scaling.predicted_high))});
  return facts;
}

std::vector<LoadSentence> breaking_point_books(const BreakingPoint& point) {
  if (!point.ledger.unread.empty()) return {unread_sentence(point.ledger)};
  std::vector<LoadSentence> books;
  if (point.ledger.acknowledged > 0) {
    books.push_back(
        {fmt::format("{} acknowledged, {} of them stored",
                     counted(static_cast<std::int64_t>(point.ledger.acknowledged), "event"),
                     point.violations.empty() ? "all" : "not all"),
         point.violations.empty() ? LoadTone::plain : LoadTone::bad});
  }
  for (LoadSentence& fact : ledger_facts(point.ledger, point.violations)) {
    books.push_back(std::move(fact));
  }
  return books;
}

}  // namespace eventstore::result
