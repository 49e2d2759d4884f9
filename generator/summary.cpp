#include "generator/summary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/text_lines.hpp"
#include "core/tool/text_table.hpp"
#include "generator/landmarks.hpp"
#include "generator/seed_target.hpp"

namespace eventstore::seed {

namespace {

constexpr std::size_t tenants_shown = 12;

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string octets(std::int64_t bytes) {
  return bytes_text(static_cast<double>(bytes));
}

/// " (103,000 events/s)"; nothing where no event was sent.
std::string rate_text(double events_per_second) {
  const auto rate = static_cast<std::int64_t>(events_per_second);
  return rate == 0 ? "" : fmt::format(" ({} events/s)", grouped(rate));
}

/// Their tenants and counts together; without aggregates and blocks.
Plan sum_of(std::span<const Plan> plans) {
  Plan sum;
  sum.shape = plans.back().shape;
  sum.tenants = plans.front().tenants;
  for (const Plan& plan : plans) {
    sum.new_aggregates += plan.new_aggregates;
    sum.new_snapshots += plan.new_snapshots;
  }
  for (const Plan& plan : plans.subspan(1)) {
    for (std::size_t i = 0; i < sum.tenants.size(); ++i) {
      sum.tenants[i].events += plan.tenants[i].events;
      sum.tenants[i].aggregates += plan.tenants[i].aggregates;
    }
  }
  return sum;
}

std::string payload_class_name(std::size_t index) {
  return std::string{name_of(static_cast<PayloadClass>(index))};
}

}  // namespace

std::string describe(std::span<const Plan> plans) {
  const Plan plan = sum_of(plans);
  const std::int64_t events = all_events(plan.shape);
  TextTable table{{{.title = "tenant"},
                   {.title = "events", .align = Align::right},
                   {.title = "share", .align = Align::right},
                   {.title = "aggregates", .align = Align::right}}};
  const auto add = [&](const std::string& name, std::int64_t count, std::int64_t aggregates) {
    table.add_row({{name},
                   {grouped(count)},
                   {fmt::format("{:.1f} %", percent(count, events))},
                   {grouped(aggregates)}});
  };
  const std::size_t shown =
      plan.tenants.size() <= tenants_shown + 1 ? plan.tenants.size() : tenants_shown;
  for (std::size_t i = 0; i < shown; ++i) {
    add(plan.tenants[i].id, plan.tenants[i].events, plan.tenants[i].aggregates);
  }
  if (shown < plan.tenants.size()) {
    PlannedTenant rest;
    for (std::size_t i = shown; i < plan.tenants.size(); ++i) {
      rest.events += plan.tenants[i].events;
      rest.aggregates += plan.tenants[i].aggregates;
    }
    add(fmt::format("{} more",
                    grouped(std::ssize(plan.tenants) - static_cast<std::ptrdiff_t>(shown))),
        rest.events, rest.aggregates);
  }
  const auto top =
      static_cast<std::size_t>(top_tenants(plan.shape.tenant_skew, std::ssize(plan.tenants)));
  std::int64_t top_events = 0;
  for (std::size_t i = 0; i < top; ++i) top_events += plan.tenants[i].events;
  return fmt::format("{}\n{} of {}, {}, seed {}; the top {} of {} own {:.1f} % of the events\n",
                     table.text(terminal_of(stdout)), counted(events, "event"),
                     counted(plan.new_aggregates, "aggregate"),
                     counted(plan.new_snapshots, "snapshot"), plan.shape.seed, top,
                     counted(std::ssize(plan.tenants), "tenant"), percent(top_events, events));
}

std::string describe(const Totals& totals) {
  TextTable table{{{.title = "payload"},
                   {.title = "events", .align = Align::right},
                   {.title = "share", .align = Align::right},
                   {.title = "bytes", .align = Align::right},
                   {.title = "of all bytes", .align = Align::right}}};
  for (std::size_t i = 0; i < totals.classes.size(); ++i) {
    const ClassTotal& total = totals.classes[i];
    table.add_row({{payload_class_name(i)},
                   {grouped(total.events)},
                   {fmt::format("{:.1f} %", percent(total.events, totals.events))},
                   {octets(total.bytes)},
                   {fmt::format("{:.1f} %", percent(total.bytes, totals.payload_bytes()))}});
  }
  return fmt::format("{}\npayloads {}, metadata {}\n", table.text(terminal_of(stdout)),
                     octets(totals.payload_bytes()), octets(totals.metadata_bytes));
}

std::string describe(const result::SeedResult& result) {
  std::vector<std::string> parts{elapsed_text(result.seconds) + ":"};
  for (const result::SeedPhase& phase : result.phases) {
    const bool is_last = &phase == &result.phases.back();
    parts.push_back(
        fmt::format("{} {}{}", phase.name, elapsed_text(phase.seconds), is_last ? "" : ","));
  }
  if (result.megabytes_per_second > 0) {
    parts.back() += ';';
    parts.push_back(fmt::format("{:.1f} MB/s through COPY on {}", result.megabytes_per_second,
                                counted(result.connections, "connection")));
  }
  return in_lines(parts);
}

std::string last_line(const Totals& totals, std::int64_t events_before,
                      const result::SeedResult& result, const std::string& database) {
  std::vector<std::string> parts{fmt::format("seeded {}", counted(totals.events, "event")),
                                 fmt::format("into {}", database)};
  if (events_before > 0) {
    parts.back() += ',';
    parts.push_back(fmt::format("{} of them now,", grouped(totals.events - events_before)));
  }
  parts.push_back(
      fmt::format("in {}{},", elapsed_text(result.seconds), rate_text(result.events_per_second)));
  parts.push_back(fmt::format("fingerprint {}", to_text(totals.fingerprint)));
  return in_lines(parts);
}

std::string appended_line(std::int64_t appended, const dataset::Manifest& manifest,
                          const result::SeedResult& result, const std::string& database) {
  const std::vector<std::string> parts{
      fmt::format("appended {}", counted(appended, "event")), fmt::format("to {}", database),
      fmt::format("in {}{}:", elapsed_text(result.seconds), rate_text(result.events_per_second)),
      fmt::format("{} now,", counted(manifest.events, "event")),
      fmt::format("fingerprint {}", manifest.fingerprint)};
  return in_lines(parts);
}

Totals totals_of(const dataset::Manifest& manifest) {
  Totals totals;
  totals.events = manifest.events;
  totals.snapshots = manifest.snapshots;
  totals.metadata_bytes = manifest.metadata_bytes;
  totals.fingerprint = parse_fingerprint(manifest.fingerprint);
  for (std::size_t i = 0; i < totals.classes.size(); ++i) {
    const auto& classes = manifest.payload_classes;
    const auto found = std::find_if(classes.begin(), classes.end(), [i](const auto& total) {
      return total.name == payload_class_name(i);
    });
    if (found == classes.end()) {
      throw Failure(fmt::format("the manifest has no payload class '{}'", payload_class_name(i)));
    }
    totals.classes[i] = {.events = found->events, .bytes = found->bytes};
  }
  return totals;
}

dataset::Manifest complete_manifest(std::span<const Plan> plans, const Totals& totals,
                                    const std::string& store) {
  dataset::Manifest manifest = new_manifest(store, plans.back().shape);
  manifest.state = "complete";
  manifest.events = totals.events;
  manifest.aggregates = sum_of(plans).new_aggregates;
  manifest.snapshots = totals.snapshots;
  manifest.payload_bytes = totals.payload_bytes();
  manifest.metadata_bytes = totals.metadata_bytes;
  manifest.fingerprint = to_text(totals.fingerprint);
  for (std::size_t i = 0; i < totals.classes.size(); ++i) {
    manifest.payload_classes.push_back({.name = payload_class_name(i),
                                        .events = totals.classes[i].events,
                                        .bytes = totals.classes[i].bytes});
  }
  add_landmarks(manifest, plans);
  return manifest;
}

}  // namespace eventstore::seed
