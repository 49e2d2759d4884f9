#include "generator/load.hpp"

#include <atomic>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "generator/partitioned_copy.hpp"

namespace eventstore::seed {

namespace {

/// One COPY is this many blocks: libpq does not say before its end that the server has given up, so
/// a full disk is noticed after some 80,000 events and not after all of them.
constexpr int blocks_per_copy = 8;

/// Writes rows into one table, or its partitions, over a connection of its own.
class TableSink : public EventSink {
 public:
  TableSink(const pg::Database& database, const TableLayout& table, const PartitionRouting& routing,
            std::atomic<std::int64_t>& bytes)
      : table_(table), routing_(routing), bytes_(bytes), wire_(loading_connection(database)) {}

  void write(const Event& row) override {
    if (!stream_) stream_.emplace(wire_, table_, routing_);
    stream_->write(row);
    ++rows_;
  }

  void end_block() override {
    if (++blocks_ % blocks_per_copy == 0) finish();
  }

  void finish() override {
    if (!stream_) return;
    const std::int64_t taken = stream_->finish();
    bytes_ += stream_->bytes();
    stream_.reset();
    if (taken != rows_) {
      throw Failure(
          fmt::format("the server took {} of {} rows of table {}", taken, rows_, table_.name));
    }
    rows_ = 0;
  }

 private:
  const TableLayout& table_;
  const PartitionRouting& routing_;
  std::atomic<std::int64_t>& bytes_;
  pg::Wire wire_;
  std::optional<PartitionedCopy> stream_;
  std::int64_t rows_ = 0;  ///< In the open stream.
  int blocks_ = 0;
};

void write_tenants(const Plan& plan, EventSink& sink) {
  for (const PlannedTenant& tenant : plan.tenants) {
    Event row;
    row.tenant_key = tenant.key;
    row.tenant_id = tenant.id;
    sink.write(row);
  }
  sink.finish();
}

}  // namespace

Loaded load_rows(const Plan& plan, const pg::Database& database, const StoreLayout& layout,
                 int connections, Progress& progress) {
  std::atomic<std::int64_t> bytes{0};
  pg::Session session{database};
  const auto routing_of = [&](const TableLayout& table) {
    return PartitionRouting::read(session, table, plan.tenants);
  };
  const PartitionRouting routing = routing_of(layout.events);
  const SinkFactory events = [&] {
    return std::make_unique<TableSink>(database, layout.events, routing, bytes);
  };
  Loaded loaded;
  loaded.totals = generate_events(plan, connections, events, progress);
  if (layout.snapshots) {
    const PartitionRouting snapshot_routing = routing_of(*layout.snapshots);
    TableSink snapshots{database, *layout.snapshots, snapshot_routing, bytes};
    loaded.totals += generate_snapshots(plan, snapshots);
  }
  if (layout.tenants) {
    const PartitionRouting tenant_routing = routing_of(*layout.tenants);
    TableSink tenants{database, *layout.tenants, tenant_routing, bytes};
    write_tenants(plan, tenants);
  }
  loaded.copy_bytes = bytes;
  return loaded;
}

}  // namespace eventstore::seed
