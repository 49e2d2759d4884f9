// A new, empty database for one test.
#pragma once

#include <memory>
#include <string>

#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::tests {

/// Skips the test, with the reason, where no server is installed; fails it there when CI is set, so
/// that nobody takes a green run without a server for a green run.
void skip_without_server();

/// Drops every schema and setting of the database, and ends its sessions.
void make_empty(pg::Session& session);

/// Where scratch databases are created from.
[[nodiscard]] pg::Database maintenance_database();

/// On the server of EVENTSTORE_TEST_DATABASE (any libpq connection string), else on the local
/// server of the harness, which stays up afterwards.  Dropped by the destructor, sessions or not;
/// with EVENTSTORE_KEEP_TEST_DB set it is kept, under a name that is printed.
class ScratchDatabase {
 public:
  /// Also drops what test programs that were killed have left behind.
  [[nodiscard]] static ScratchDatabase create_or_skip();

  /// The same on the local server, as a copy of that database of it.
  [[nodiscard]] static ScratchDatabase copy_of(const std::string& original);

  /// An empty one that was left for others, if there is one; else a new one.
  [[nodiscard]] static ScratchDatabase take_or_create();
  /// Empties it and leaves it for others.
  void leave_for_others();

  ~ScratchDatabase();
  ScratchDatabase(ScratchDatabase&& other) noexcept;
  ScratchDatabase& operator=(ScratchDatabase&&) = delete;
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  [[nodiscard]] const pg::Database& database() const { return database_; }
  [[nodiscard]] const std::string& connection_string() const { return database_.connection_string; }

 private:
  ScratchDatabase(pg::Database server, pg::Database database);

  pg::Database server_;  ///< Its database postgres, to create and drop from.
  pg::Database database_;
};

/// For those who make nothing that lies outside of schemas.  On the local server a database that an
/// earlier test, or an earlier part of this one, is done with, and that was emptied: to drop one
/// and to make another deletes and makes 300 files.  Skips and fails as ScratchDatabase does.
class EmptiedDatabase {
 public:
  EmptiedDatabase();
  ~EmptiedDatabase();
  EmptiedDatabase(const EmptiedDatabase&) = delete;
  EmptiedDatabase& operator=(const EmptiedDatabase&) = delete;

  [[nodiscard]] const pg::Database& database() const { return scratch_->database(); }
  [[nodiscard]] const std::string& connection_string() const {
    return scratch_->connection_string();
  }
  operator const ScratchDatabase&() const { return *scratch_; }

 private:
  std::unique_ptr<ScratchDatabase> scratch_;
};

}  // namespace eventstore::tests
