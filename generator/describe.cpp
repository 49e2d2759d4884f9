#include "generator/describe.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "generator/block_walk.hpp"
#include "generator/describe_plan.hpp"
#include "generator/describe_rows.hpp"
#include "generator/event_factory.hpp"
#include "generator/plan_memory.hpp"

namespace eventstore::seed {

namespace {

/// Up to here making all events takes seconds.
constexpr std::int64_t counted_events_max = 2'000'000;

/// The first `events` of the plan.
RowTally tally_rows(const Plan& plan, std::int64_t events, Progress& progress) {
  RowTally tally{plan};
  BlockWalk walk{plan};
  EventFactory factory{plan};
  for (std::size_t block = 0; block < plan.block_count() && tally.events < events; ++block) {
    stop_if_interrupted();
    progress.update(tally.events);
    for (const PlannedEvent& planned : walk.read(block)) {
      if (tally.events == events) break;
      tally.add(plan, planned, factory.event(planned, tally.events + 1));
    }
  }
  return tally;
}

}  // namespace

std::string describe_shape(const Shape& shape, const DescribeStyle& style, Progress& progress) {
  require_plan_memory(shape, 1);
  const Plan plan = make_plan(shape);
  const std::int64_t counted_events = std::min(plan.events(), counted_events_max);
  progress.begin("count", counted_events, "event");
  const RowTally tally = tally_rows(plan, counted_events, progress);
  progress.end(tally.events);

  std::string text = "\n" + describe_tenants(plan, style) + describe_streams(plan, style) +
                     describe_life_cycles(plan, style) + describe_snapshots(plan, style);
  if (tally.events < plan.events()) {
    text += fmt::format("From here on: the first {} of {}.\n\n", grouped(tally.events),
                        counted(plan.events(), "event"));
  }
  text += describe_payloads(tally, style) + describe_types(tally, style) +
          describe_times(tally, style) + describe_chains(tally, style) +
          describe_interleaving(tally, style);
  return text;
}

ExitCode describe_data_set(const Options& options) {
  // The shape is the same for every store; one that cannot be read could not be filled, either.
  static_cast<void>(catalogue::load_catalogue(options.where.store));
  Progress progress{options.verbosity};
  const DescribeStyle style{.terminal = terminal_of(stdout), .bars = bar_style_of(stdout)};
  const std::string text = describe_shape(options.shape, style, progress);
  if (options.verbosity == Verbosity::normal) fmt::print("{}", text);
  fmt::print("{} of {}, seed {}: a description, nothing is written\n",
             counted(options.shape.events, "event"), counted(options.shape.tenants, "tenant"),
             options.shape.seed);
  return ExitCode::success;
}

}  // namespace eventstore::seed
