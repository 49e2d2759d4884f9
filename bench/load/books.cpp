#include "bench/load/books.hpp"

#include <chrono>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "bench/load/appending_operations.hpp"
#include "bench/load/load_result.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/load/server_return.hpp"
#include "bench/load/stored_events.hpp"
#include "bench/open_writers.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore::load {

namespace {

/// Who may still store events of which it is not known whether they are stored; empty: nobody.
std::string open_writers(const RunState& run) {
  constexpr std::chrono::seconds bound{30};
  bool has_doubt = false;
  for (std::uint64_t number = 0; number < run.ledger.issued() && !has_doubt; ++number) {
    const Fate fate = run.ledger.fate_of(number);
    has_doubt = fate == Fate::in_doubt || fate == Fate::unknown;
  }
  if (!has_doubt) return "";
  pg::Session session{run.database};
  return bench::wait_for_open_writers(session, run.store.catalogue.store.events.table, bound);
}

/// Microseconds since 1970.
std::int64_t server_time(const RunState& run) {
  pg::Session session{run.database};
  return session.run(catalogue::harness_sql("server_time")).integer(0, "now_us");
}

result::LoadLedger checked_ledger(RunState& run) {
  run.appended.ended_us = server_time(run);
  // A run that was ended by a signal has its books read all the same.
  const OnSignal on_signal = interrupted() ? OnSignal::go_on : OnSignal::stop;
  StoredEventsCheck check{run.store.catalogue.store, run.ledger, run.appended, run.violations};
  const std::string unjudged = run.seeded->check(run.database, on_signal, check, run.violations);
  const StoredCounts counts = check.finish();
  const bool is_compared = run.seeded->unchecked().empty();
  return {.stored = counts.stored,
          .acknowledged = counts.acknowledged,
          .refused = counts.refused,
          .in_doubt = counts.in_doubt,
          .in_doubt_stored = counts.in_doubt_stored,
          .aggregates = counts.aggregates,
          .unknown = counts.unknown,
          .unknown_writers = unknown_writers(run.scenario, run.store.catalogue),
          .seeded = is_compared ? static_cast<std::uint64_t>(run.store.manifest.events) : 0,
          .seeded_unchecked = run.seeded->unchecked(),
          .not_compared = not_compared(appending_operations(run.scenario, run.store.catalogue),
                                       run.store.catalogue.store),
          .unjudged = unjudged,
          .unread = {}};
}

}  // namespace

void open_books(RunState& run, std::int64_t max_compared) {
  if (!writes(run.scenario, run.store.catalogue)) return;
  run.seeded.emplace(run.store, max_compared, run.violations);
  run.appended.began_us = server_time(run);
  const catalogue::Catalogue& catalogue = run.store.catalogue;
  const std::string changers = event_changers(run.scenario, catalogue);
  if (!changers.empty()) run.seeded->leave_out(fmt::format("{} changes events", changers));
  const auto leave_out = [&run](SideTable table, const std::string& by) {
    if (!by.empty()) run.seeded->leave_out(table, fmt::format("{} may change them", by));
  };
  leave_out(SideTable::tenants, tenant_changers(run.scenario, catalogue));
  leave_out(SideTable::snapshots, snapshot_changers(run.scenario, catalogue));
}

namespace {

Books read_books(RunState& run) {
  Books books;
  if (run.seeded) {
    const std::string waiting = open_writers(run);
    books.ledger = checked_ledger(run);
    books.ledger.waiting = waiting;
  }
  // Of what was pulled without being told whose it is.
  const PulledCounts pulled =
      check_pulled_tenants(run.database, run.store.catalogue.store, run.pulled, run.violations);
  if (pulled.looked_up > 0) {
    books.checks.push_back({.check = fmt::format("other tenants' among {} pulled and looked up",
                                                 counted(pulled.looked_up, "event")),
                            .counted = pulled.others});
  }
  books.violations = violations_of(run);
  return books;
}

/// Why there is no verdict on what is stored, whatever was read; empty where there is one.
std::string ended_early() {
  return has_stop_reason() ? stop_reason() + " ended the run" : "";
}

}  // namespace

Books check_books(RunState& run) {
  std::string unread = ended_early();
  Books books;
  if (unread.empty()) {
    try {
      if (run.seeded) wait_for_server(run.database);
      books = read_books(run);
      unread = ended_early();
    } catch (const Interrupted&) {
      unread = stop_reason() + " ended the run";
    } catch (const Failure& failure) {
      unread = failure.what();
    }
  }
  if (unread.empty()) return books;
  books = {};
  books.ledger.unread = unread;
  books.violations = violations_of(run);
  return books;
}

}  // namespace eventstore::load
