#include "generator/verify.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "generator/block_walk.hpp"
#include "generator/event_factory.hpp"
#include "generator/read_back.hpp"
#include "generator/seed_target.hpp"

namespace eventstore::seed {

namespace {

/// What is wrong; empty when nothing is.
using Complaint = std::string;

Complaint check_rows(const ReadBack& data) {
  return data.first_complaint;
}

Complaint check_positions(const ReadBack& data) {
  for (std::int64_t position = 1; position <= data.events; ++position) {
    if (data.at(position).timestamp_us == 0) {
      return fmt::format("no event stands at position {}", position);
    }
  }
  return {};
}

Complaint check_times(const ReadBack& data) {
  for (std::int64_t position = 2; position <= data.events; ++position) {
    if (data.at(position).timestamp_us < data.at(position - 1).timestamp_us) {
      return fmt::format("the event at position {} is older than the one before it", position);
    }
  }
  return {};
}

Complaint check_tenants(const ReadBack& data, const dataset::Manifest& manifest) {
  for (const auto& tenant : manifest.tenants) {
    const auto found = data.events_by_tenant.find(tenant.id);
    const std::int64_t events = found == data.events_by_tenant.end() ? 0 : found->second;
    if (events != tenant.events) {
      return fmt::format("{} has {} events, not {}", tenant.id, events, tenant.events);
    }
  }
  return {};
}

Complaint check_sequences(const ReadBack& data, const dataset::Manifest& manifest) {
  for (const auto& [id, tally] : data.aggregates) {
    if (!tally.is_dense()) {
      return fmt::format("aggregate {} has {} events, but their sequence numbers are not 1 to {}",
                         to_text(id), tally.events, tally.events);
    }
  }
  const auto aggregates = static_cast<std::int64_t>(data.aggregates.size());
  if (aggregates == manifest.aggregates) return {};
  return fmt::format("there are {} aggregates, not {}", aggregates, manifest.aggregates);
}

Complaint check_snapshots(const ReadBack& data, const dataset::Manifest& manifest) {
  for (const auto& [id, version] : data.snapshot_versions) {
    const auto aggregate = data.aggregates.find(id);
    const std::int64_t events = aggregate == data.aggregates.end() ? 0 : aggregate->second.events;
    if (version < 1 || version > events) {
      return fmt::format("the snapshot of aggregate {} holds {} events, of which there are {}",
                         to_text(id), version, events);
    }
  }
  if (data.totals.snapshots == manifest.snapshots) return {};
  return fmt::format("there are {} snapshots, not {}", data.totals.snapshots, manifest.snapshots);
}

Complaint check_tenant_table(pg::Session& session, const StoreLayout& layout,
                             const dataset::Manifest& manifest) {
  if (!layout.tenants) return {};
  const pg::Rows rows = session.run("TABLE " + layout.tenants->identifier);
  if (rows.size() != manifest.tenants.size()) {
    return fmt::format("table {} has {} rows, not {}", layout.tenants->name, rows.size(),
                       manifest.tenants.size());
  }
  for (const CopyColumn& column : layout.tenants->columns) {
    std::map<std::string, int> found;
    for (std::size_t i = 0; i < rows.size(); ++i) ++found[rows.text(i, column.name)];
    for (const auto& tenant : manifest.tenants) {
      const bool is_key = column.field == Field::tenant_key;
      const std::string expected = is_key ? std::to_string(tenant.key) : tenant.id;
      if (found[expected] != 1) {
        return fmt::format("table {} has no {} {}", layout.tenants->name, column.name, expected);
      }
    }
  }
  return {};
}

/// The first row that is not what the plan says, for a sentence that helps.
Complaint first_changed_row(const ReadBack& data, const dataset::Manifest& manifest) {
  if (manifest.tool_version != build_info().version) return {};
  const Plan plan = make_plan({.events = manifest.options.at("events").get<std::int64_t>(),
                               .tenants = manifest.options.at("tenants").get<std::int32_t>(),
                               .seed = manifest.options.at("seed").get<std::uint64_t>()});
  BlockWalk walk{plan};
  EventFactory factory{plan};
  RowHasher hasher;
  std::int64_t position = 0;
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    for (const PlannedEvent& planned : walk.read(block)) {
      const Event& event = factory.event(planned, ++position);
      if (row_bits(hasher.event(event)) == data.at(position).row_bits) continue;
      return fmt::format("the event at position {} ({}, {} {}, sequence number {}) was changed",
                         position, event.tenant_id, event.aggregate_type,
                         to_text(event.aggregate_id), event.sequence_number);
    }
  }
  return "a snapshot was changed";
}

Complaint check_fingerprint(const ReadBack& data, const dataset::Manifest& manifest) {
  const std::string found = to_text(data.totals.fingerprint);
  if (found == manifest.fingerprint) return {};
  const Complaint row = first_changed_row(data, manifest);
  return fmt::format("{}{}the fingerprint is {}, not {}", row, row.empty() ? "" : "; ", found,
                     manifest.fingerprint);
}

/// Prints the outcomes one by one; remembers the first bad one.
class Checklist {
 public:
  explicit Checklist(Progress& progress) : progress_(progress) {}

  template <typename Check>
  void run(const std::string& what, const Check& check) {
    if (!complaint_.empty()) return;
    complaint_ = check();
    progress_.say(fmt::format("{:<4} {}", complaint_.empty() ? "ok" : "BAD", what));
  }

  [[nodiscard]] const Complaint& complaint() const { return complaint_; }

 private:
  Progress& progress_;
  Complaint complaint_;
};

Complaint judge(const ReadBack& data, pg::Session& session, const StoreLayout& layout,
                const dataset::Manifest& manifest, Progress& progress) {
  Checklist list{progress};
  list.run(fmt::format("positions 1 to {}, an event at each", grouped(manifest.events)),
           [&] { return check_positions(data); });
  list.run("every row by itself: ids, derived columns, no position twice",
           [&] { return check_rows(data); });
  list.run(fmt::format("events of each of {} tenants", grouped(std::ssize(manifest.tenants))),
           [&] { return check_tenants(data, manifest); });
  list.run(
      fmt::format("sequence numbers of {} aggregates, dense from 1", grouped(manifest.aggregates)),
      [&] { return check_sequences(data, manifest); });
  list.run("timestamps never run backwards", [&] { return check_times(data); });
  if (layout.snapshots) {
    list.run(fmt::format("{} snapshots, none ahead of its aggregate", grouped(manifest.snapshots)),
             [&] { return check_snapshots(data, manifest); });
  }
  list.run("tenants by key and id", [&] { return check_tenant_table(session, layout, manifest); });
  list.run(fmt::format("fingerprint {}", manifest.fingerprint),
           [&] { return check_fingerprint(data, manifest); });
  return list.complaint();
}

/// Whoever names a shape wants to know whether it is that data set.
void require_named_options(const Options& options, const dataset::Manifest& manifest) {
  const nlohmann::json wanted = shape_options(options.shape);
  for (const std::string& name : options.named) {
    if (manifest.options.at(name) == wanted.at(name)) continue;
    throw UsageError(
        fmt::format("the database was seeded with --{} {}, not {}; leave --{} out to "
                    "verify what is there",
                    name, manifest.options.at(name).dump(), wanted.at(name).dump(), name));
  }
}

}  // namespace

ExitCode verify_data_set(const Options& options) {
  SeedTarget target = open_target(options.where);
  Progress progress{options.verbosity};
  progress.say(target.description);
  const dataset::Manifest manifest = dataset::require_manifest(
      target.session, target.catalogue.store.name, dataset::arguments_of(options.where));
  require_named_options(options, manifest);
  for (const std::string& table : manifest.tables) {
    if (!full_name(target.session, table)) {
      fmt::print(stderr, "seed-events: the data are damaged: table {} is gone\n", table);
      return ExitCode::oracle_failed;
    }
  }
  dataset::require_own_tables(target.session, target.catalogue.store, manifest);
  const StoreLayout layout = read_layout(target.session, target.catalogue);

  progress.begin("read back", manifest.events, "events");
  const ReadBack data =
      read_back(target.session, target.database, layout, manifest, options.connections, progress);
  progress.end(data.totals.events);
  const Complaint complaint = judge(data, target.session, layout, manifest, progress);
  std::fflush(stdout);
  if (!complaint.empty()) {
    fmt::print(stderr, "seed-events: the data are damaged: {}\n", complaint);
    return ExitCode::oracle_failed;
  }
  fmt::print("verified {} events of {} tenants, fingerprint {}\n", grouped(manifest.events),
             grouped(std::ssize(manifest.tenants)), manifest.fingerprint);
  return ExitCode::success;
}

}  // namespace eventstore::seed
