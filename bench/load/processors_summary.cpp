#include "bench/load/processors_summary.hpp"

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::load {

using result::LoadProcessor;
using result::LoadProcessors;
using result::LoadResult;
using result::LoadTimes;
using Tone = TextTable::Tone;

namespace {

std::string whole(std::uint64_t number) {
  return grouped(static_cast<std::int64_t>(number));
}

std::string visibility_text(const LoadResult& load, const Terminal& terminal) {
  TextTable table{{{"phase"},
                   {"sightings", Align::right},
                   {"visible p50", Align::right},
                   {"p95", Align::right},
                   {"p99", Align::right},
                   {"max", Align::right}}};
  for (const result::LoadPhase& phase : load.phases) {
    const LoadTimes& times = phase.visibility;
    const auto cell = [&](std::uint64_t nanoseconds) {
      return times.samples == 0 ? TextTable::Cell{"-", Tone::faint}
                                : TextTable::Cell{duration_text(static_cast<double>(nanoseconds))};
    };
    table.add_row({{phase.name},
                   {whole(times.samples)},
                   cell(times.p50_ns),
                   cell(times.p95_ns),
                   cell(times.p99_ns),
                   cell(times.max_ns)});
  }
  return table.text(terminal);
}

TextTable::Cell catch_up_cell(const LoadProcessor& processor) {
  if (processor.backlog_seconds <= 0.0) return {"-", Tone::faint};
  const double rate = static_cast<double>(processor.backlog) / processor.backlog_seconds;
  if (!processor.has_caught_up) return {quantity_text(rate) + " /s, not at the head", Tone::bad};
  return {quantity_text(rate) + " /s"};
}

std::string rows_text(const LoadProcessors& processors, const Terminal& terminal) {
  TextTable table{{{"processor", Align::right},
                   {"events", Align::right},
                   {"of this run", Align::right, 0, 6},
                   {"reads", Align::right},
                   {"empty", Align::right, 0, 5},
                   {"woken", Align::right, 0, 4},
                   {"stalls", Align::right, 0, 3},
                   {"gaps closed", Align::right, 0, 2},
                   {"failed reads", Align::right, 0, 1},
                   {"reconnects", Align::right, 0, 1},
                   {"lag, most", Align::right},
                   {"at the end", Align::right},
                   {"catch-up", Align::right}}};
  std::int64_t number = 0;
  for (const LoadProcessor& one : processors.each) {
    table.add_row({{grouped(++number)},
                   {whole(one.events)},
                   {whole(one.own)},
                   {grouped(one.reads)},
                   {grouped(one.empty_reads)},
                   {grouped(one.wakes)},
                   {grouped(one.stalls)},
                   {grouped(one.closed_gaps)},
                   {whole(one.failed_reads), one.failed_reads > 0 ? Tone::bad : Tone::plain},
                   {whole(one.reconnects)},
                   {whole(one.lag_most)},
                   {whole(one.lag_end), one.lag_end > 0 ? Tone::bad : Tone::plain},
                   catch_up_cell(one)});
  }
  return table.text(terminal);
}

}  // namespace

std::string processors_text(const LoadResult& load, const Terminal& terminal) {
  if (!load.processors) return "";
  const LoadProcessors& processors = *load.processors;
  return fmt::format(
             "\n{}, {}, from the {}, under {}: the slowest was at most {} behind, {} at the "
             "end\n",
             counted(static_cast<std::int64_t>(processors.each.size()), "processor"),
             processors.follow, processors.from, processors.visibility,
             counted(static_cast<std::int64_t>(processors.lag_most), "event"),
             whole(processors.lag_end)) +
         visibility_text(load, terminal) + "\n" + rows_text(processors, terminal);
}

}  // namespace eventstore::load
