#include "generator/verify.hpp"

#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "core/dataset/made_objects.hpp"
#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/memory.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"
#include "generator/aggregate_check.hpp"
#include "generator/block_walk.hpp"
#include "generator/event_factory.hpp"
#include "generator/next_position_check.hpp"
#include "generator/path_check.hpp"
#include "generator/position_scan.hpp"
#include "generator/positions.hpp"
#include "generator/presence_check.hpp"
#include "generator/read_back.hpp"
#include "generator/reference_check.hpp"
#include "generator/seed_target.hpp"
#include "generator/shape_options.hpp"
#include "generator/share_check.hpp"
#include "generator/snapshot_check.hpp"

namespace eventstore::seed {

namespace {

Complaint check_positions(const ReadBack& data, int threads) {
  return first_wrong(data.events, threads, [&](PositionRange range) -> Complaint {
    for (std::int64_t position = range.first; position < range.end; ++position) {
      if (data.at(position).claimed.load(std::memory_order_relaxed) != 0) continue;
      return fmt::format("no event stands at position {}", position);
    }
    return {};
  });
}

Complaint check_times(const ReadBack& data, int threads) {
  return first_wrong(data.events, threads, [&](PositionRange range) -> Complaint {
    for (std::int64_t position = range.first; position < range.end; ++position) {
      if (position == 1) continue;
      if (data.at(position).timestamp_us >= data.at(position - 1).timestamp_us) continue;
      return fmt::format("the event at position {} is older than the one before it", position);
    }
    return {};
  });
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
  RowHasher hasher;
  std::int64_t position = 0;
  for (const Plan& plan : make_plans(shape_of(manifest.options))) {
    BlockWalk walk{plan};
    EventFactory factory{plan};
    for (std::size_t block = 0; block < plan.block_count(); ++block) {
      for (const PlannedEvent& planned : walk.read(block)) {
        const Event& event = factory.event(planned, ++position);
        if (row_bits(hasher.event(event)) == data.at(position).row_bits) continue;
        return fmt::format("the event at position {} ({}, {} {}, sequence number {}) was changed",
                           position, event.tenant_id, event.aggregate_type,
                           to_text(event.aggregate_id), event.sequence_number);
      }
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

/// Cheap and specific checks come first: where several would find a damage, the first one names it
/// best.  Those further down may rely on what those above have found to be right.
Complaint judge(ReadBack& data, SeedTarget& target, const StoreLayout& layout,
                const dataset::Manifest& manifest, int threads, Progress& progress) {
  const Shape shape = shape_of(manifest.options);
  const std::vector<std::string> sequences =
      manifest.position_sequences.empty() ? sequences_of_positions(target.session, layout.events)
                                          : manifest.position_sequences;
  Checklist list{progress};
  list.run("indexes, all that the store has", [&] { return check_indexes(target, manifest); });
  list.run(fmt::format("positions 1 to {}, an event at each", grouped(manifest.events)), [&] {
    Complaint complaint = check_positions(data, threads);
    return complaint.empty() ? check_next_position(target.session, sequences, manifest.events)
                             : complaint;
  });
  list.run("every row by itself: ids, types, metadata, derived columns, no position twice",
           [&] { return data.first_complaint.text; });
  list.run(fmt::format("events of each of {}", counted(std::ssize(manifest.tenants), "tenant")),
           [&] { return check_tenant_events(data, manifest); });
  list.run(fmt::format("sequence numbers of {}, dense from 1, each in one tenant",
                       counted(manifest.aggregates, "aggregate")),
           [&] { return check_aggregates(data, manifest); });
  list.run("timestamps never run backwards", [&] { return check_times(data, threads); });
  list.run("paths: the events of each aggregate are steps of its life cycle, in order",
           [&] { return check_paths(data, threads); });
  list.run("references: causes are earlier, of the same tenant and correlation",
           [&] { return check_references(data, threads); });
  list.run("payloads of each size class, octets of metadata",
           [&] { return check_payload_classes(data, manifest); });
  list.run(fmt::format("shares: the top {} of {} own {:.1f} % of the events",
                       top_tenants(shape.tenant_skew, shape.tenants),
                       counted(shape.tenants, "tenant"), 100 * top_share(data, shape)),
           [&] { return check_top_share(data, shape); });
  list.run(fmt::format("shares: 20 % of the events hold {:.1f} % of the payloads' octets",
                       100 * data.payload_sizes.octets_in_largest(0.2)),
           [&] { return check_payload_shares(data, shape); });
  if (layout.snapshots) {
    list.run(fmt::format("{}, each the sum of the events before it",
                         counted(manifest.snapshots, "snapshot")),
             [&] { return check_snapshots(data, manifest.snapshots, shape.snapshot_every); });
  }
  list.run("tenants by key and id",
           [&] { return check_tenant_table(target.session, layout, manifest); });
  list.run(fmt::format("fingerprint {}", manifest.fingerprint),
           [&] { return check_fingerprint(data, manifest); });
  return list.complaint();
}

}  // namespace

ExitCode verify_data_set(const Options& options) {
  SeedTarget target = open_target(options.where, Absent::refuse, pg::DataUse::Kind::reads);
  Progress progress{options.verbosity};
  progress.say(target.description);
  dataset::refuse_unknown_data(target.session, target.catalogue.store, options.where);
  const dataset::Manifest manifest = dataset::require_manifest(
      target.session, target.catalogue.store.name, dataset::arguments_of(options.where));
  // Whoever names a shape wants to know whether it is that data set.
  require_same(options.named, options.shape, shape_of(manifest.options));
  for (const std::string& table : manifest.tables) {
    if (!full_name(target.session, table)) {
      fmt::print(stderr, "seed-events: the data are damaged: table {} is gone\n",
                 visible_line(table));
      return ExitCode::oracle_failed;
    }
  }
  dataset::require_same_objects(target.session, manifest);
  dataset::require_own_tables(target.session, target.catalogue.store, manifest);
  const StoreLayout layout = read_layout(target.session, target.catalogue);

  require_memory(fmt::format("checking {}", counted(manifest.events, "event")),
                 read_back_memory(manifest), available_memory(),
                 "run it where there is more memory");
  progress.begin("read back", manifest.events, "event");
  ReadBack data =
      read_back(target.session, target.database, layout, manifest, options.connections, progress);
  progress.end(data.totals.events);
  progress.begin("judge", 0, "check");
  const Complaint complaint = judge(data, target, layout, manifest, options.connections, progress);
  progress.end(0);
  std::fflush(stdout);
  if (!complaint.empty()) {
    fmt::print(stderr, "seed-events: the data are damaged: {}\n", printable_lines(complaint));
    return ExitCode::oracle_failed;
  }
  fmt::print("verified {} of {}, fingerprint {}\n", counted(manifest.events, "event"),
             counted(std::ssize(manifest.tenants), "tenant"), manifest.fingerprint);
  return ExitCode::success;
}

}  // namespace eventstore::seed
