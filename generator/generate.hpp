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

  virtual void write(const Event& event) = 0;

  /// After every block: a good moment to commit what there is.
  virtual void end_block() {}

  /// After the last event.
  virtual void finish() {}
};

using SinkFactory = std::function<std::unique_ptr<EventSink>()>;

/// Block b of the plan is made by worker b % workers.  The totals do not depend on the number of
/// workers (1 or more).  Throws Interrupted, and whatever a sink throws.
[[nodiscard]] Totals generate_events(const Plan& plan, int workers, const SinkFactory& make_sink,
                                     Progress& progress);

/// The snapshots, in the plan's order, on this thread.
[[nodiscard]] Totals generate_snapshots(const Plan& plan, EventSink& sink);

/// The tenants as events without anything but a tenant, by key.
void generate_tenants(const Plan& plan, EventSink& sink);

/// For rehearsals: nothing becomes of them.
[[nodiscard]] SinkFactory no_sink();

}  // namespace eventstore::seed
