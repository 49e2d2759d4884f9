#include "generator/data_volume.hpp"

#include <algorithm>

#include "generator/event_factory.hpp"

namespace eventstore::seed {

namespace {

constexpr std::int64_t sampled_events = 4096;
constexpr std::int64_t sampled_snapshots = 64;

std::int64_t scaled(std::int64_t sampled, std::int64_t all, std::int64_t sample) {
  return static_cast<std::int64_t>(static_cast<double>(sampled) * static_cast<double>(all) /
                                   static_cast<double>(sample));
}

/// What the events of the plan come to when all are like those of the sample.
void add_events(DataVolume& volume, const Plan& plan) {
  EventFactory factory{plan};
  DataVolume sample;
  const auto aggregates = std::ssize(plan.aggregates);
  for (std::int64_t i = 0; i < sampled_events; ++i) {
    const auto aggregate = static_cast<std::uint32_t>(i * aggregates / sampled_events);
    const auto index = static_cast<std::uint32_t>(i) % plan.aggregates[aggregate].length;
    const Event& event = factory.event(
        {.tick = plan.tick_of(aggregate, index), .aggregate = aggregate, .index = index}, i + 1);
    sample.add_event(std::ssize(event.payload), std::ssize(event.metadata));
  }
  const auto of_all = [&](std::int64_t sampled) {
    return scaled(sampled, plan.events(), sampled_events);
  };
  volume.events = plan.events();
  volume.plain_bytes = of_all(sample.plain_bytes);
  volume.large_events = of_all(sample.large_events);
  volume.large_payload_bytes = of_all(sample.large_payload_bytes);
  volume.large_tail_bytes = of_all(sample.large_tail_bytes);
  volume.large_metadata_bytes = of_all(sample.large_metadata_bytes);
}

void add_snapshots(DataVolume& volume, const Plan& plan) {
  EventFactory factory{plan};
  std::int64_t bytes = 0, sampled = 0;
  for (std::uint32_t i = 0; i < plan.aggregates.size() && sampled < sampled_snapshots; ++i) {
    if (!plan.makes_snapshot(plan.aggregates[i])) continue;
    bytes += std::ssize(factory.snapshot(i).payload);
    ++sampled;
  }
  volume.snapshots = plan.new_snapshots + plan.moved_snapshots;
  if (sampled > 0) volume.snapshot_bytes = scaled(bytes, volume.snapshots, sampled);
}

/// Those that name the table of the events.
int indexes_of_events(const catalogue::Catalogue& catalogue) {
  const std::string& table = catalogue.store.events.table;
  return static_cast<int>(std::count_if(catalogue.indexes.begin(), catalogue.indexes.end(),
                                        [&](const catalogue::StoreScript& script) {
                                          return std::any_of(
                                              script.statements.begin(), script.statements.end(),
                                              [&](const std::string& sql) {
                                                return sql.find(table) != std::string::npos;
                                              });
                                        }));
}

}  // namespace

DataVolume data_volume(const Plan& plan, const catalogue::Catalogue& catalogue) {
  DataVolume volume;
  add_events(volume, plan);
  add_snapshots(volume, plan);
  volume.indexes = indexes_of_events(catalogue);
  return volume;
}

}  // namespace eventstore::seed
