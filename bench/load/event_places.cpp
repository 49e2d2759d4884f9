#include "bench/load/event_places.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

using catalogue::Visibility;

namespace {

/// The harness's statement with the store's names in it.
std::string statement_for(const pg::Database& database, const catalogue::StoreProfile& store) {
  const pg::Session session{database, pg::SessionUse::audit};
  const auto column = [&](const char* canonical) {
    return session.identifier(store.events.columns.at(canonical));
  };
  const bool has_transaction = store.events.columns.contains("transaction_id");
  return fmt::format(fmt::runtime(catalogue::harness_sql("load_event_places")),
                     fmt::arg("position", column("position")),
                     fmt::arg("transaction", has_transaction ? column("transaction_id") : "NULL"),
                     fmt::arg("id", column("event_id")),
                     fmt::arg("events", session.identifier(store.events.table)));
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool has_passed(const engine::TrackingToken& token, const EventPlace& place, bool has_barrier) {
  if (has_barrier && place.transaction_id != token.transaction_id) {
    return place.transaction_id < token.transaction_id;
  }
  return place.position <= token.position &&
         !std::binary_search(token.gaps.begin(), token.gaps.end(), place.position);
}

}  // namespace

EventPlaces event_places(const pg::Database& database, const catalogue::StoreProfile& store,
                         std::int64_t after, const EventLedger& ledger) {
  EventPlaces places;
  pg::Wire wire{database, pg::SessionUse::audit};
  constexpr unsigned type_bigint = 20;  // In every server's pg_type.
  const std::array types{type_bigint};
  wire.prepare("load_event_places", statement_for(database, store), types);
  pg::WireParameters parameters;
  parameters.add(std::to_string(after), pg::ResultFormat::text);
  parameters.finish();
  const pg::Reply end = wire.execute_streamed(
      "load_event_places", parameters, pg::ResultFormat::text, [&](const pg::Reply& rows) {
        for (int row = 0; row < static_cast<int>(rows.row_count()); ++row) {
          const auto number = ledger.number_of(rows.bytes(row, 2));
          if (!number) continue;
          places[*number] = {.transaction_id = number_in(rows.bytes(row, 1)),
                             .position = number_in(rows.bytes(row, 0))};
        }
        return !interrupted();
      });
  stop_if_interrupted();
  if (!end.ok()) {
    throw Failure(fmt::format("the places of the stored events cannot be read: {}", end.message()));
  }
  return places;
}

bool is_passed(const EventPlace& place, const ProcessorEnd& end) {
  const bool has_barrier = end.visibility == Visibility::snapshot_barrier;
  if (has_passed(end.token, place, has_barrier)) return true;
  if (!end.is_at_head) return false;
  switch (end.visibility) {
    case Visibility::snapshot_barrier:
      return place.transaction_id < end.horizon;
    case Visibility::gap_aware:
      return !end.holds_back;
    case Visibility::naive:
    case Visibility::serialised_writers:
      break;
  }
  return end.end_of_writers > 0 && end.end_of_writers <= end.horizon;
}

}  // namespace eventstore::load
