// What of a seed is in the database already, so that one that was stopped can go on.
//
// Every step (some rows of a block, a table, an index) is marked in the transaction that makes it:
// a mark and its rows are there together, or not at all, whatever was killed and when.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::seed {

/// Names of steps.
[[nodiscard]] std::string block_step(std::size_t block);
[[nodiscard]] std::string table_step(const std::string& table);
[[nodiscard]] std::string script_step(const std::string& file, std::size_t statement);

/// The steps that were made when the journal was read.
class Journal {
 public:
  Journal() = default;
  explicit Journal(std::map<std::string, std::int64_t> rows) : rows_(std::move(rows)) {}

  [[nodiscard]] bool has(const std::string& step) const { return rows_.contains(step); }
  /// How many rows of the step are there; 0 when it is not marked.
  [[nodiscard]] std::int64_t rows(const std::string& step) const;
  /// Rows of all blocks.
  [[nodiscard]] std::int64_t block_rows() const;

 private:
  std::map<std::string, std::int64_t> rows_;
};

/// An empty journal, in place of any other.
void create_journal(pg::Session& session);

[[nodiscard]] bool has_journal(pg::Session& session);

/// Waits for what a killed seed-events still has open in `tables` (full names), then reads.
[[nodiscard]] Journal read_journal(pg::Session& session, const std::vector<std::string>& tables);

void drop_journal(pg::Session& session);

/// Marks a step in the transaction that the session is in.
void mark_step(pg::Session& session, const std::string& step, std::int64_t rows);

/// Notes what a statement of the store's indexes/ made, in the same transaction.
void note_made(pg::Session& session, const std::vector<dataset::MadeObject>& made);

/// All that was noted, in order; nothing where there is no journal.
[[nodiscard]] std::vector<dataset::MadeObject> read_made(pg::Session& session);

/// Marks steps over the connection that makes them.
class JournalMarks {
 public:
  explicit JournalMarks(pg::Wire& wire);

  /// To be called between BEGIN and COMMIT.  Throws Failure.
  void mark(const std::string& step, std::int64_t rows);

 private:
  pg::Wire& wire_;
  pg::WireParameters parameters_;
};

}  // namespace eventstore::seed
