// The rows of a store's events, read with statements that are not the store's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/store_profile.hpp"
#include "core/engine/stored_event.hpp"
#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::load {

/// A row as far as it is compared with what it was: the hash is of all its columns, never 0.
struct RowHash {
  std::optional<std::int64_t> position;  ///< Nothing where the column is NULL.
  std::uint64_t hash = 0;
};

/// Whether a signal that comes while rows are read ends the reading.
enum class OnSignal : std::uint8_t { stop, go_on };

class EventRows {
 public:
  /// Learns the table's columns.  Both must outlive it.  Throws Failure and pg::StatementError.
  EventRows(const pg::Database& database, const catalogue::StoreProfile& store);

  /// Why the rows cannot be read page by page; empty when they can.
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }

  /// Every row at a position up to `last`, or without one, over as many connections as there are
  /// cores, at most four.  `use` is called by several threads at once.  Throws Failure,
  /// Interrupted.
  void read_hashes(std::int64_t last, OnSignal on_signal,
                   const std::function<void(const RowHash&)>& use);

  using Use = std::function<void(const engine::StoredEvent&, std::uint64_t hash)>;

  /// Every event behind a position.  Throws Failure, Interrupted.
  void read_behind(std::int64_t position, OnSignal on_signal, const Use& use);

  /// Every event at one of the positions.
  void read_at(const std::vector<std::int64_t>& positions, OnSignal on_signal, const Use& use);

  /// Every event up to position `last` whose id has one of these ends (EventLedger::end_of_id).
  void read_with_ids(const std::vector<std::string>& ends, std::int64_t last, OnSignal on_signal,
                     const Use& use);

  /// How many events there are up to a position.
  [[nodiscard]] std::int64_t count_up_to(std::int64_t position);

 private:
  [[nodiscard]] std::string statement(const std::string& name) const;
  void read_events(const std::string& name, const std::vector<std::string>& parameters,
                   const std::vector<unsigned>& types, OnSignal on_signal, const Use& use);

  const pg::Database& database_;
  const catalogue::StoreProfile& store_;
  pg::Session session_;
  std::string obstacle_;
  std::string table_;  ///< As SQL has it, as are the others.
  std::string position_;
  std::string id_;
  std::string columns_;  ///< "a, b": those that the profile names.
  std::string texts_;    ///< "a::text, b::text": all of the table.
};

/// "a::text, b::text" for all columns of a table, which is named as SQL has it.
[[nodiscard]] std::string columns_as_texts(pg::Session& session, const std::string& table);

}  // namespace eventstore::load
