#include "generator/describe_plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/content.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "generator/describe_buckets.hpp"
#include "generator/event_factory.hpp"
#include "generator/stream_lengths.hpp"

namespace eventstore::seed {

namespace {

constexpr std::size_t tenants_shown = 20;
constexpr std::int64_t many_aggregates = 1000;

/// Aggregates of one type, by how they end.
struct Endings {
  std::int64_t aggregates = 0;
  std::int64_t events = 0;
  std::int64_t completed = 0;
  std::int64_t abandoned = 0;
};

std::int64_t exactly_longest(const Plan& plan, std::size_t tenant) {
  return std::count_if(plan.aggregates.begin(), plan.aggregates.end(), [&](const auto& planned) {
    return planned.tenant == tenant && planned.version() == stream_length_max;
  });
}

}  // namespace

std::string percent_text(std::int64_t part, std::int64_t whole) {
  const double share = whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:.1f} %", share * 100);
}

std::string describe_tenants(const Plan& plan, const DescribeStyle& style) {
  BarTable table{{{.title = "tenant"},
                  {.title = "events", .align = Align::right},
                  {.title = "share", .align = Align::right},
                  {.title = "aggregates", .align = Align::right}},
                 "events"};
  const auto add = [&](const std::string& name, std::int64_t events, std::int64_t aggregates) {
    table.add_row(
        {{name}, {grouped(events)}, {percent_text(events, plan.events())}, {grouped(aggregates)}},
        static_cast<double>(events));
  };
  const auto& tenants = plan.tenants;
  const auto top =
      static_cast<std::size_t>(top_tenants(plan.shape.tenant_skew, std::ssize(tenants)));
  std::int64_t top_events = 0, with_many = 0;
  PlannedTenant rest;
  for (std::size_t i = 0; i < tenants.size(); ++i) {
    if (i < top) top_events += tenants[i].events;
    if (tenants[i].aggregates >= many_aggregates) ++with_many;
    if (i < tenants_shown) {
      add(tenants[i].id, tenants[i].events, tenants[i].aggregates);
    } else {
      rest.events += tenants[i].events;
      rest.aggregates += tenants[i].aggregates;
    }
  }
  const auto hidden = std::ssize(tenants) - static_cast<std::ptrdiff_t>(tenants_shown);
  std::string text = "Tenants\n" + table.text(style.terminal, style.bars);
  if (hidden > 0) {
    text += fmt::format("{} more tenants: {}, {} of all\n", grouped(hidden),
                        counted(rest.events, "event"), percent_text(rest.events, plan.events()));
  }
  return text + fmt::format(
                    "the top {} of {} own {} of the events; the smallest has {};\n"
                    "{} of {} have {} aggregates or more\n\n",
                    top, counted(std::ssize(tenants), "tenant"),
                    percent_text(top_events, plan.events()), grouped(tenants.back().events),
                    grouped(with_many), grouped(std::ssize(tenants)), grouped(many_aggregates));
}

std::string describe_streams(const Plan& plan, const DescribeStyle& style) {
  Buckets lengths{1, 2, 3, 6, 11, 21, 51, 101, 201, 501, 1000, 1001};
  InterruptPoll poll;
  for (const PlannedAggregate& planned : plan.aggregates) {
    poll.step();
    lengths.add(planned.version(), 1, planned.length);
  }
  BarTable table{{{.title = "length", .align = Align::right},
                  {.title = "aggregates", .align = Align::right},
                  {.title = "share", .align = Align::right},
                  {.title = "of events", .align = Align::right}},
                 "of events"};
  for (const Buckets::Bucket& bucket : lengths.filled()) {
    table.add_row({{bucket.label},
                   {grouped(bucket.count)},
                   {percent_text(bucket.count, lengths.count())},
                   {percent_text(bucket.weight, lengths.weight())}},
                  static_cast<double>(bucket.weight));
  }
  const SubjectTenants subjects = subject_tenants(plan.tenants.size());
  return fmt::format(
      "Streams\n{}{}; of exactly {} events: {} in the hot tenant,\n"
      "{} in the middle one, {} in the cold one\n\n",
      table.text(style.terminal, style.bars), counted(lengths.count(), "aggregate"),
      grouped(stream_length_max), grouped(exactly_longest(plan, subjects.hot)),
      grouped(exactly_longest(plan, subjects.middle)),
      grouped(exactly_longest(plan, subjects.cold)));
}

std::string describe_life_cycles(const Plan& plan, const DescribeStyle& style) {
  std::map<std::string_view, Endings> types;
  InterruptPoll poll;
  for (const PlannedAggregate& planned : plan.aggregates) {
    poll.step();
    const EventKey last{.seed = plan.shape.seed,
                        .aggregate = planned.number,
                        .sequence_number = planned.version(),
                        .length = planned.version()};
    const AggregateKind& kind = kind_of(last.seed, last.aggregate);
    const std::string_view ending = event_type(last);
    Endings& endings = types[kind.type];
    ++endings.aggregates;
    endings.events += planned.length;
    if (ending == kind.life_cycle.completion.back()) ++endings.completed;
    if (ending == kind.life_cycle.abandoned) ++endings.abandoned;
  }
  constexpr std::size_t width = 20;
  BarTable table{{{.title = "aggregate"},
                  {.title = "aggregates", .align = Align::right},
                  {.title = "completed", .align = Align::right},
                  {.title = "abandoned", .align = Align::right},
                  {.title = "finalised", .align = Align::right}},
                 "finalised",
                 width};
  for (const auto& [type, endings] : types) {
    const std::int64_t finalised = endings.completed + endings.abandoned;
    table.add_row({{std::string{type}},
                   {grouped(endings.aggregates)},
                   {percent_text(endings.completed, endings.aggregates)},
                   {percent_text(endings.abandoned, endings.aggregates)},
                   {percent_text(finalised, endings.aggregates)}},
                  static_cast<double>(finalised) / static_cast<double>(endings.aggregates));
  }
  return "Life cycles\n" + table.text(style.terminal, style.bars) + "\n";
}

std::string describe_snapshots(const Plan& plan, const DescribeStyle& style) {
  if (plan.shape.snapshot_every == 0) return "Snapshots\nnone: --snapshot-every 0\n\n";
  Buckets sizes{1, 501, 1001, 2001, 5001, 10'001, 20'001, 50'001, 200'001};
  EventFactory factory{plan};
  InterruptPoll poll;
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    poll.step();
    if (!plan.makes_snapshot(plan.aggregates[aggregate])) continue;
    const std::int64_t octets = std::ssize(factory.snapshot(aggregate).payload);
    sizes.add(octets, 1, octets);
  }
  BarTable table{{{.title = "octets", .align = Align::right},
                  {.title = "snapshots", .align = Align::right},
                  {.title = "share", .align = Align::right}},
                 "snapshots"};
  for (const Buckets::Bucket& bucket : sizes.filled()) {
    table.add_row(
        {{bucket.label}, {grouped(bucket.count)}, {percent_text(bucket.count, sizes.count())}},
        static_cast<double>(bucket.count));
  }
  const std::int64_t count = sizes.count();
  if (count == 0) {
    return fmt::format("Snapshots\nnone: no aggregate has {}\n\n",
                       counted(plan.shape.snapshot_every, "event"));
  }
  return fmt::format(
      "Snapshots\n{}{} of {}, {} on average; one every {},\n"
      "the latest of each aggregate is kept\n\n",
      table.text(style.terminal, style.bars), counted(count, "snapshot"),
      bytes_text(static_cast<double>(sizes.weight())),
      bytes_text(static_cast<double>(sizes.weight()) / static_cast<double>(count)),
      counted(plan.shape.snapshot_every, "event"));
}

}  // namespace eventstore::seed
