#include "generator/append.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "core/dataset/made_objects.hpp"
#include "core/pg/server_facts.hpp"
#include "core/pg/value.hpp"
#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "generator/data_volume.hpp"
#include "generator/disk_space.hpp"
#include "generator/event_factory.hpp"
#include "generator/partitioned_copy.hpp"
#include "generator/phases.hpp"
#include "generator/plan_memory.hpp"
#include "generator/positions.hpp"
#include "generator/presence_check.hpp"
#include "generator/result_file.hpp"
#include "generator/shape_options.hpp"
#include "generator/summary.hpp"

namespace eventstore::seed {

namespace {

/// Rows into one table, in the transaction that the connection is in.
class OpenSink : public EventSink {
 public:
  OpenSink(pg::Wire& wire, const TableLayout& table, const PartitionRouting& routing,
           std::int64_t& bytes)
      : table_(table), bytes_(bytes), stream_(wire, table, routing) {}

  void write(const Event& row) override {
    stream_.write(row);
    ++rows_;
  }

  void finish() override {
    const std::int64_t taken = stream_.finish();
    bytes_ += stream_.bytes();
    if (taken == rows_) return;
    throw Failure(fmt::format("the server took {} of {} of table {}", grouped(taken),
                              counted(rows_, "row"), table_.name));
  }

 private:
  const TableLayout& table_;
  std::int64_t& bytes_;
  PartitionedCopy stream_;
  std::int64_t rows_ = 0;
};

/// The snapshots that later ones replace: their rows' hashes, and whose they are.
struct Replaced {
  Fingerprint fingerprint;
  std::vector<std::string> keys;  ///< Values of the column that names the aggregate.
};

std::string key_text(Field field, const Event& row) {
  if (field == Field::aggregate_id) return to_text(row.aggregate_id);
  std::string text;
  append_stream_id(text, row);
  return text;
}

Replaced replaced_snapshots(std::span<const Plan> earlier, const Plan& plan, Field key) {
  // Where each aggregate's latest snapshot was made.
  std::map<std::uint32_t, std::pair<std::size_t, std::uint32_t>> latest;
  InterruptPoll poll;
  for (const PlannedAggregate& planned : plan.aggregates) {
    poll.step();
    if (plan.makes_snapshot(planned)) latest.try_emplace(planned.number, earlier.size(), 0);
  }
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    for (std::uint32_t at = 0; at < earlier[i].aggregates.size(); ++at) {
      poll.step();
      const PlannedAggregate& planned = earlier[i].aggregates[at];
      if (!earlier[i].makes_snapshot(planned)) continue;
      const auto found = latest.find(planned.number);
      if (found != latest.end()) found->second = {i, at};
    }
  }
  Replaced replaced;
  RowHasher hasher;
  for (const auto& [number, place] : latest) {
    if (place.first == earlier.size()) continue;
    EventFactory factory{earlier[place.first]};
    const Event& snapshot = factory.snapshot(place.second);
    replaced.fingerprint += hasher.snapshot(snapshot);
    replaced.keys.push_back(key_text(key, snapshot));
  }
  return replaced;
}

const CopyColumn& aggregate_column(const TableLayout& table) {
  for (const Field field : {Field::aggregate_id, Field::stream_id}) {
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(),
                     [&](const CopyColumn& column) { return column.field == field; });
    if (found != table.columns.end()) return *found;
  }
  throw UsageError(fmt::format(
      "table {} has no column that names an aggregate, so --append cannot replace its rows; map "
      "aggregate_id or stream_id in store.toml",
      table.name));
}

/// Prepares and runs a statement with parameters of these types.
void execute(pg::Wire& wire, const std::string& sql,
             const std::vector<std::pair<pg::Value, catalogue::ParameterType>>& arguments) {
  std::vector<unsigned> types;
  pg::WireParameters parameters;
  for (const auto& [value, type] : arguments) {
    types.push_back(pg::type_oid(type));
    std::string bytes;
    pg::append_binary(bytes, value, type);
    parameters.add(bytes);
  }
  parameters.finish();
  wire.prepare("", sql, types);
  const pg::Reply reply = wire.execute("", parameters, pg::ResultFormat::binary);
  if (!reply.ok()) throw Failure(reply.message());
}

/// One --append, from the plan to the commit.
class Addition {
 public:
  Addition(SeedTarget& target, const dataset::Manifest& manifest, std::vector<Plan> plans)
      : target_(target),
        plans_(std::move(plans)),
        layout_(read_layout(target.session, target.catalogue)),
        before_(manifest),
        sequences_(manifest.position_sequences.empty()
                       ? sequences_of_positions(target.session, layout_.events)
                       : manifest.position_sequences),
        wire_(loading_connection(target.database)) {}

  Loaded write(Progress& progress) {
    wire_.command("BEGIN");
    // What is appended is there for good once it is said to be.
    wire_.command("SET LOCAL synchronous_commit = on");
    const PartitionRouting routing = routing_of(layout_.events);
    const SinkFactory sink = [&] {
      return std::make_unique<OpenSink>(wire_, layout_.events, routing, loaded_.copy_bytes);
    };
    loaded_.totals = generate_events(plan(), 1, sink, progress);
    Totals whole = totals_of(before_) + loaded_.totals;
    if (layout_.snapshots) write_snapshots(*layout_.snapshots, whole);
    manifest_ = complete_manifest(plans_, whole, before_.store);
    keep_made();
    move_sequences(target_.session, sequences_,
                   std::max(manifest_.events, last_value(target_.session, sequences_)));
    execute(wire_, catalogue::harness_sql("manifest_write"),
            {{nlohmann::json(manifest_).dump(), catalogue::ParameterType::json}});
    stop_if_interrupted();
    is_committing_ = true;
    wire_.command("COMMIT");
    return loaded_;
  }

  /// What is there after `write` threw.  A COMMIT that got no answer may have come through; one
  /// that the server refused has not, and leaves the connection as it was.
  [[nodiscard]] std::string left_behind(const std::string& arguments) const {
    const std::string& database = target_.database.name;
    if (!is_committing_ || wire_.is_connected()) {
      return fmt::format("nothing was appended to database {}", database);
    }
    return fmt::format(
        "whether the events are in database {} is not known: seed-events --verify{} counts them",
        database, arguments);
  }

  [[nodiscard]] const dataset::Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const Plan& plan() const { return plans_.back(); }
  [[nodiscard]] std::span<const Plan> plans() const { return plans_; }

 private:
  [[nodiscard]] PartitionRouting routing_of(const TableLayout& table) {
    return PartitionRouting::read(target_.session, table, plan().tenants);
  }

  /// What is said of the database besides its rows stays.
  void keep_made() {
    manifest_.format = before_.format;
    manifest_.tables = before_.tables;
    manifest_.made = before_.made;
    manifest_.objects = before_.objects;
    manifest_.scripts = before_.scripts;
    manifest_.server_major = before_.server_major;
    manifest_.position_sequences = before_.position_sequences;
  }

  void write_snapshots(const TableLayout& table, Totals& whole) {
    const CopyColumn& key = aggregate_column(table);
    const Replaced replaced =
        replaced_snapshots(std::span{plans_}.first(plans_.size() - 1), plan(), key.field);
    const std::string remove =
        fmt::format(fmt::runtime(catalogue::harness_sql("seed_remove_snapshots")),
                    fmt::arg("table", table.identifier),
                    fmt::arg("column", target_.session.identifier(key.name)));
    execute(wire_, remove, {{replaced.keys, catalogue::ParameterType::text_array}});
    const PartitionRouting routing = routing_of(table);
    OpenSink sink{wire_, table, routing, loaded_.copy_bytes};
    const Totals made = generate_snapshots(plan(), sink);
    whole += made;
    whole.snapshots -= std::ssize(replaced.keys);
    whole.fingerprint -= replaced.fingerprint;
  }

  SeedTarget& target_;
  std::vector<Plan> plans_;
  StoreLayout layout_;
  const dataset::Manifest& before_;
  std::vector<std::string> sequences_;  ///< That positions are taken from.
  pg::Wire wire_;
  Loaded loaded_;
  dataset::Manifest manifest_;
  bool is_committing_ = false;
};

/// The shape of what is there, and what is appended now.
Shape appended_shape(const dataset::Manifest& manifest, const Options& options) {
  if (manifest.tool_version != build_info().version) {
    throw UsageError(
        fmt::format("the database was seeded by seed-events {}, and this is {}, whose rows may be "
                    "others; fill it "
                    "anew with --replace before --append",
                    manifest.tool_version, build_info().version));
  }
  Shape shape = shape_of(manifest.options);
  require_same(options.named, options.shape, shape);
  if (all_events(shape) + options.append > events_max) {
    throw UsageError(fmt::format("--append {}: the data set has {} already, and {} is the most",
                                 grouped(options.append), counted(all_events(shape), "event"),
                                 grouped(events_max)));
  }
  shape.appended.push_back(options.append);
  return shape;
}

/// What the store's scripts derive from the events would be behind them.
void refuse_derived_tables(SeedTarget& target, const dataset::Manifest& manifest) {
  const std::vector<std::string> derived = derived_tables(target, manifest.tables);
  if (derived.empty()) return;
  throw UsageError(
      fmt::format("the store {} keeps table {} besides its roles, and --append could not bring it "
                  "up to date; seed more events with --replace instead",
                  target.catalogue.store.name, derived.front()));
}

/// What follows the commit; whatever goes wrong here, the events are there.
void tidy_up(SeedTarget& target, const std::vector<std::string>& tables, std::int64_t events,
             Phases& phases) {
  try {
    phases.run("vacuum", std::ssize(tables), "table",
               [&](Progress& progress) { return vacuum(target.session, tables, progress); });
    phases.run("checkpoint", 0, "", [&](Progress&) { return checkpoint(target.session); });
  } catch (const std::exception& error) {
    throw Failure(
        fmt::format("{}; {} appended to database {} already: do not append them again, but run "
                    "VACUUM (ANALYZE) there before something is measured",
                    error.what(), events == 1 ? "1 event was" : grouped(events) + " events were",
                    target.database.name));
  }
}

}  // namespace

ExitCode append_events(const Options& options, result::ResultDocument document) {
  SeedTarget target = open_target(options.where, Absent::refuse);
  Phases phases{options.verbosity, 1};
  phases.say(target.description);
  const std::string arguments = dataset::arguments_of(options.where);
  dataset::refuse_unknown_data(target.session, target.catalogue.store, options.where);
  const dataset::Manifest before =
      dataset::require_manifest(target.session, target.catalogue.store.name, arguments);
  dataset::require_same_objects(target.session, before);
  require_presence(target, before);
  refuse_derived_tables(target, before);
  const Shape shape = appended_shape(before, options);
  require_plan_memory(shape, 1);
  std::vector<Plan> plans =
      phases.run("plan", options.append, "event", [&](Progress&) { return make_plans(shape); });
  const auto disk = visible_disk(target.session, {});
  if (disk) {
    require_space(disk_need(data_volume(plans.back(), target.catalogue)), *disk, options.append);
  }
  Addition addition{target, before, std::move(plans)};
  Loaded loaded;
  try {
    loaded = phases.run("copy", options.append, "event",
                        [&](Progress& progress) { return addition.write(progress); });
  } catch (const std::exception& error) {
    throw Failure(fmt::format("{}{}; {}", error.what(), disk ? full_disk_remark(*disk) : "",
                              addition.left_behind(arguments)));
  }
  tidy_up(target, before.tables, options.append, phases);
  document.seed = phases.result(loaded);
  if (options.verbosity == Verbosity::normal) {
    fmt::print("{}", describe(addition.plans()) + describe(*document.seed));
  }
  fmt::print(
      "{}", appended_line(options.append, addition.manifest(), *document.seed, target.description));
  write_result(options, target, addition.manifest(), std::move(document));
  return ExitCode::success;
}

}  // namespace eventstore::seed
