#include "bench/load/books.hpp"

#include <fmt/format.h>

#include "bench/load/load_result.hpp"
#include "bench/load/stored_events.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

Books check_books(RunState& run) {
  Books books;
  if (run.ledger.issued() > 0) {
    const StoredCounts counts =
        check_stored_events(run.database, run.store.catalogue.store,
                            run.store.manifest.tokens.head.position, run.ledger, run.violations);
    books.ledger = {.stored = counts.stored,
                    .acknowledged = counts.acknowledged,
                    .refused = counts.refused,
                    .in_doubt = counts.in_doubt,
                    .in_doubt_stored = counts.in_doubt_stored,
                    .aggregates = counts.aggregates};
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
