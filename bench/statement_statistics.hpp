// What the server itself counts for the statements of a database: pg_stat_statements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::bench {

struct StatementTotals {
  std::int64_t calls = 0;
  double exec_seconds = 0.0;  ///< Running plans and turning rows into what is sent.
  std::int64_t rows = 0;
  std::int64_t buffers_hit = 0;
  std::int64_t buffers_read = 0;
  std::int64_t wal_bytes = 0;

  [[nodiscard]] StatementTotals since(const StatementTotals& earlier) const;
  void add(const StatementTotals& more);
};

class StatementStatistics {
 public:
  /// Where the extension is not there, it is created in the maintenance database of the local
  /// server, never in a server of the user's.  Without it there is nothing to read.
  explicit StatementStatistics(const pg::Database& database);

  /// Of the statements that ran in the database `name`, BEGIN and COMMIT included; nothing without
  /// the extension.
  [[nodiscard]] std::optional<StatementTotals> totals(const std::string& name);

  /// Ends the session that looks, since a database is copied only while nobody is in it; the next
  /// totals() begins another.
  void release() { session_.reset(); }

  /// Why there is nothing to read; empty when there is.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  void connect();
  void leave_out(const std::string& reason);

  pg::Database database_;
  std::optional<pg::Session> session_;
  std::string own_ids_ = "{}";  ///< Of the statements with which we look, as an array's text.
  std::string complaint_;
};

}  // namespace eventstore::bench
