#include "core/result/load_processor_tables.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

using Cell = LoadTable::Cell;

std::string whole(std::uint64_t number) {
  return grouped(static_cast<std::int64_t>(number));
}

Cell bad_count(std::uint64_t count) {
  return {whole(count), count > 0 ? LoadTone::bad : LoadTone::plain};
}

Cell catch_up_cell(const LoadProcessor& processor) {
  if (processor.backlog_seconds <= 0.0) return {"-", LoadTone::faint};
  const double rate = static_cast<double>(processor.backlog) / processor.backlog_seconds;
  if (processor.has_caught_up) return {quantity_text(rate) + " /s"};
  return {quantity_text(rate) + " /s, not at the head", LoadTone::bad};
}

}  // namespace

LoadTable visibility_table(const LoadResult& load) {
  LoadTable table{
      .title = "Visibility",
      .columns = {{"phase", true}, {"sightings"}, {"visible p50"}, {"p95"}, {"p99"}, {"max"}}};
  if (!load.processors) return table;
  for (const LoadPhase& phase : load.phases) {
    const LoadTimes& times = phase.visibility;
    const auto cell = [&](std::uint64_t nanoseconds) {
      return times.samples == 0 ? Cell{"-", LoadTone::faint}
                                : Cell{duration_text(static_cast<double>(nanoseconds))};
    };
    table.rows.push_back({{phase.name},
                          {whole(times.samples)},
                          cell(times.p50_ns),
                          cell(times.p95_ns),
                          cell(times.p99_ns),
                          cell(times.max_ns)});
  }
  return table;
}

LoadTable processor_table(const LoadResult& load) {
  LoadTable table{.title = "Processors",
                  .columns = {{"processor"},
                              {"events"},
                              {"of this run", false, 6},
                              {"reads"},
                              {"empty", false, 5},
                              {"woken", false, 4},
                              {"stalls", false, 3},
                              {"gaps closed", false, 2},
                              {"failed reads", false, 1},
                              {"reconnects", false, 1},
                              {"lag, most"},
                              {"at the end"},
                              {"catch-up"}},
                  .is_detail = true};
  if (!load.processors) return table;
  std::int64_t number = 0;
  for (const LoadProcessor& one : load.processors->each) {
    table.rows.push_back({{grouped(++number)},
                          {whole(one.events)},
                          {whole(one.own)},
                          {grouped(one.reads)},
                          {grouped(one.empty_reads)},
                          {grouped(one.wakes)},
                          {grouped(one.stalls)},
                          {grouped(one.closed_gaps)},
                          bad_count(one.failed_reads),
                          {whole(one.reconnects)},
                          {whole(one.lag_most)},
                          bad_count(one.lag_end),
                          catch_up_cell(one)});
  }
  return table;
}

LoadSentence processor_fact(const LoadProcessors& processors) {
  std::string text = fmt::format(
      "{}, {}, from the {}, under {}: of what was appended the slowest was at most {} behind, "
      "{} at the end",
      counted(static_cast<std::int64_t>(processors.each.size()), "processor"), processors.follow,
      processors.from, processors.visibility,
      counted(static_cast<std::int64_t>(processors.lag_most), "event"), whole(processors.lag_end));
  const auto slowest = std::max_element(processors.each.begin(), processors.each.end(),
                                        [](const LoadProcessor& one, const LoadProcessor& other) {
                                          return one.backlog_seconds < other.backlog_seconds;
                                        });
  const bool has_backlog = processors.from == "tail" && slowest != processors.each.end();
  if (!has_backlog || slowest->backlog_seconds <= 0.0) return {std::move(text)};
  const bool have_all = std::all_of(processors.each.begin(), processors.each.end(),
                                    [](const LoadProcessor& one) { return one.has_caught_up; });
  text += have_all
              ? fmt::format(
                    "; the backlog of {} was caught up with at {}/s",
                    counted(static_cast<std::int64_t>(slowest->backlog), "event"),
                    quantity_text(static_cast<double>(slowest->backlog) / slowest->backlog_seconds))
              : "; the backlog was not caught up with by all";
  return {std::move(text)};
}

}  // namespace eventstore::result
