// A copy of a seeded database for whatever writes: appends, mutations, faults.
#pragma once

#include <memory>
#include <string>

#include "core/pg/database.hpp"

namespace eventstore::pg {

/// Made by CREATE DATABASE ... TEMPLATE and dropped by the destructor.  A clone left behind by a
/// killed process is dropped by the next one that is made: its owner held an advisory lock, which
/// dies with its connection.
class DisposableClone {
 public:
  /// Throws Failure: no right to create databases, sessions on the seeded database, a full disk.
  /// `purpose` becomes part of the name: "bench", "plans".  `otherwise` is what a role without that
  /// right can do instead, as the end of a sentence.
  DisposableClone(const Database& seeded, const std::string& purpose,
                  const std::string& otherwise = "use a role that may");
  ~DisposableClone();
  DisposableClone(const DisposableClone&) = delete;
  DisposableClone& operator=(const DisposableClone&) = delete;

  [[nodiscard]] const Database& database() const;

  /// Sets what ALTER DATABASE has set for another database of the server.  Throws StatementError.
  void take_settings_of(const Database& other);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Throws Failure where the role may not make a clone, with `otherwise` as there: before work that
/// would be in vain.
void require_right_to_copy(const Database& seeded, const std::string& otherwise);

/// Drops the clones whose owners are gone; returns how many.  Made by any clone of this server.
int drop_orphaned_clones(const Database& any_database_of_the_server);

}  // namespace eventstore::pg
