#include "generator/generate.hpp"

#include <utility>
#include <vector>

#include "core/tool/interrupt.hpp"
#include "generator/block_walk.hpp"
#include "generator/event_factory.hpp"
#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

/// Every so many events a worker reports and looks whether it should stop.
constexpr std::int64_t events_per_report = 512;

Totals work_through(const Plan& plan, std::size_t worker, std::size_t workers, EventSink& sink,
                    WorkState& state) {
  BlockWalk walk{plan};
  EventFactory factory{plan};
  RowHasher hasher;
  Totals totals;
  std::int64_t unreported = 0;
  std::int64_t left_out = 0;
  const auto report = [&] {
    const std::int64_t reported = std::exchange(left_out, sink.left_out());
    state.advance(unreported - (left_out - reported));
    unreported = 0;
  };
  for (std::size_t block = worker; block < plan.block_count(); block += workers) {
    std::int64_t position = plan.block_starts[block];
    sink.begin_block(block);
    for (const PlannedEvent& planned : walk.read(block)) {
      const Event& event = factory.event(planned, ++position);
      sink.write(event);
      totals.add_event(event, hasher.event(event), plan.shape.payloads);
      if (++unreported == events_per_report) {
        report();
        state.check();
      }
    }
  }
  sink.finish();
  report();
  return totals;
}

class NoSink : public EventSink {
 public:
  void write(const Event& /*event*/) override {}
};

}  // namespace

Totals generate_events(const Plan& plan, int workers, const SinkFactory& make_sink,
                       Progress& progress) {
  std::vector<Totals> totals(static_cast<std::size_t>(workers));
  run_workers(
      workers,
      [&](int worker, WorkState& state) {
        const std::unique_ptr<EventSink> sink = make_sink();
        const auto index = static_cast<std::size_t>(worker);
        totals[index] = work_through(plan, index, totals.size(), *sink, state);
      },
      [&](std::int64_t done) { progress.update(done); });
  Totals sum;
  for (const Totals& part : totals) sum += part;
  return sum;
}

Totals generate_snapshots(const Plan& plan, EventSink& sink) {
  EventFactory factory{plan};
  RowHasher hasher;
  Totals totals;
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    if (!plan.makes_snapshot(plan.aggregates[aggregate])) continue;
    const Event& snapshot = factory.snapshot(aggregate);
    sink.write(snapshot);
    totals.add_snapshot(hasher.snapshot(snapshot));
    if (totals.snapshots % events_per_report == 0) stop_if_interrupted();
  }
  sink.finish();
  return totals;
}

void generate_tenants(const Plan& plan, EventSink& sink) {
  for (const PlannedTenant& tenant : plan.tenants) {
    Event row;
    row.tenant_key = tenant.key;
    row.tenant_id = tenant.id;
    sink.write(row);
  }
  sink.finish();
}

SinkFactory no_sink() {
  return [] { return std::make_unique<NoSink>(); };
}

}  // namespace eventstore::seed
