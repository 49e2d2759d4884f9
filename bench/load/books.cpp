#include "bench/load/books.hpp"

#include <chrono>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "bench/load/load_result.hpp"
#include "bench/load/stored_events.hpp"
#include "bench/open_writers.hpp"
#include "core/pg/session.hpp"
#include "core/tool/numbers.hpp"

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

}  // namespace

Books check_books(RunState& run) {
  Books books;
  if (run.ledger.issued() > 0) {
    const std::string waiting = open_writers(run);
    const StoredCounts counts =
        check_stored_events(run.database, run.store.catalogue.store,
                            run.store.manifest.tokens.head.position, run.ledger, run.violations);
    books.ledger = {.stored = counts.stored,
                    .acknowledged = counts.acknowledged,
                    .refused = counts.refused,
                    .in_doubt = counts.in_doubt,
                    .in_doubt_stored = counts.in_doubt_stored,
                    .aggregates = counts.aggregates,
                    .waiting = waiting};
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

}  // namespace eventstore::load
