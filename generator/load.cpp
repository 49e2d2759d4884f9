#include "generator/load.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "generator/marked_copy.hpp"
#include "generator/vacuum_hold.hpp"

namespace eventstore::seed {

namespace {

/// One worker's events.  Rows that are there already are made, for the totals, and left out.
class EventsSink : public EventSink {
 public:
  EventsSink(const pg::Database& database, const PreparedTables& tables,
             const PartitionRouting& routing, std::int64_t batch, std::atomic<std::int64_t>& bytes)
      : journal_(tables.journal),
        batch_(batch),
        copy_(database, tables.layout.events, routing, bytes) {}

  void begin_block(std::size_t block) override {
    note_block();
    block_ = block;
    row_ = 0;
    there_ = journal_.rows(block_step(block));
  }

  void write(const Event& row) override {
    if (++row_ <= there_) {
      ++left_out_;
      return;
    }
    copy_.write(row);
    if (copy_.rows() == batch_) commit();
  }

  [[nodiscard]] std::int64_t left_out() const override { return left_out_; }

  void finish() override { commit(); }

 private:
  /// Remembers how far the current block is, when rows of it are in the open transaction.
  void note_block() {
    if (row_ > there_) unmarked_.emplace_back(block_, row_);
    there_ = std::max(there_, row_);
  }

  void commit() {
    note_block();
    for (const auto& [block, rows] : unmarked_) copy_.mark(block_step(block), rows);
    copy_.commit();
    unmarked_.clear();
  }

  const Journal& journal_;
  std::int64_t batch_;
  MarkedCopy copy_;
  std::size_t block_ = 0;
  std::int64_t row_ = 0;    ///< Of the block, the last one met.
  std::int64_t there_ = 0;  ///< Rows of the block that are there, or noted.
  std::int64_t left_out_ = 0;
  std::vector<std::pair<std::size_t, std::int64_t>> unmarked_;
};

/// A small table as one step: all of it or nothing.
class TableSink : public EventSink {
 public:
  TableSink(const pg::Database& database, const TableLayout& table, const PartitionRouting& routing,
            const Journal& journal, std::atomic<std::int64_t>& bytes)
      : step_(table_step(table.name)),
        is_there_(journal.has(step_)),
        copy_(database, table, routing, bytes) {}

  void write(const Event& row) override {
    if (!is_there_) copy_.write(row);
  }

  void finish() override {
    if (is_there_) return;
    copy_.mark(step_, copy_.rows());
    copy_.commit();
  }

 private:
  std::string step_;
  bool is_there_;
  MarkedCopy copy_;
};

}  // namespace

Loaded load_rows(const Plan& plan, SeedTarget& target, const PreparedTables& tables,
                 const LoadOptions& options, Progress& progress) {
  const pg::Database& database = target.database;
  std::atomic<std::int64_t> bytes{0};
  const auto routing_of = [&](const TableLayout& table) {
    return PartitionRouting::read(target.session, table, plan.tenants);
  };
  const PartitionRouting routing = routing_of(tables.layout.events);
  const SinkFactory events = [&] {
    return std::make_unique<EventsSink>(database, tables, routing, options.batch, bytes);
  };
  VacuumHold hold{target.session, tables.made.tables};
  Loaded loaded;
  loaded.totals = generate_events(plan, options.connections, events, progress);
  if (tables.layout.snapshots) {
    const PartitionRouting snapshot_routing = routing_of(*tables.layout.snapshots);
    TableSink snapshots{database, *tables.layout.snapshots, snapshot_routing, tables.journal,
                        bytes};
    loaded.totals += generate_snapshots(plan, snapshots);
  }
  if (tables.layout.tenants) {
    const PartitionRouting tenant_routing = routing_of(*tables.layout.tenants);
    TableSink tenants{database, *tables.layout.tenants, tenant_routing, tables.journal, bytes};
    generate_tenants(plan, tenants);
  }
  hold.release();
  loaded.events_before = tables.journal.block_rows();
  loaded.copy_bytes = bytes;
  return loaded;
}

}  // namespace eventstore::seed
