// Makes the events of a plan on several threads; what becomes of them is up to the caller.
#pragma once

#include <functional>
#include <memory>

#include "core/events/event.hpp"
#include "core/tool/progress.hpp"
#include "generator/plan.hpp"
#include "generator/totals.hpp"

namespace eventstore::seed {

/// What one worker does with its events.  Made and used by one thread.
class EventSink {
 public:
  EventSink() = default;
  EventSink(const EventSink&) = delete;
  EventSink& operator=(const EventSink&) = delete;
  virtual ~EventSink() = default;

  /// Before the first event of each block.
  virtual void begin_block(std::size_t /*block*/) {}

  virtual void write(const Event& event) = 0;

  /// How many of the events it was given were there already, and so were not written.
  [[nodiscard]] virtual std::int64_t left_out() const { return 0; }

  /// After the last event.
  virtual void finish() {}
};

using SinkFactory = std::function<std::unique_ptr<EventSink>()>;

/// Block b of the plan is made by worker b % workers, in ascending order.  The totals do not depend
/// on the number of workers (1 or more); `progress` counts what was written.  Throws Interrupted,
/// and whatever a sink throws.
[[nodiscard]] Totals generate_events(const Plan& plan, int workers, const SinkFactory& make_sink,
                                     Progress& progress);

/// The snapshots that the plan makes, in its order, on this thread.
[[nodiscard]] Totals generate_snapshots(const Plan& plan, EventSink& sink);

/// The tenants as events without anything but a tenant, by key.
void generate_tenants(const Plan& plan, EventSink& sink);

/// For rehearsals: nothing becomes of them.
[[nodiscard]] SinkFactory no_sink();

}  // namespace eventstore::seed
