#include "core/pg/disposable_clone.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

/// A clone is recognised by its name alone: a mark that is made after CREATE DATABASE would be
/// missing where the process was killed in between.
constexpr std::string_view name_start = "eventstore_disposable_clone_";

/// Databases are created and dropped from here: nobody clones a database while connected to it.
Session maintenance_session(const Database& database) {
  try {
    return Session{with_name(database, "postgres")};
  } catch (const Failure&) {
    return Session{with_name(database, "template1")};
  }
}

/// Advisory locks belong to a database, so owners and cleaners must meet in the same one.
bool take_owner_lock(Session& session, const std::string& clone) {
  return session.run(catalogue::harness_sql("clone_lock"), {{clone}}).boolean(0, "taken");
}

void drop_database(Session& session, const std::string& name) {
  session.run(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", session.identifier(name)));
}

int drop_orphans(Session& session) {
  int dropped = 0;
  const Rows clones = session.run(catalogue::harness_sql("clones"), {{std::string{name_start}}});
  for (std::size_t i = 0; i < clones.size(); ++i) {
    const std::string& name = clones.text(i, "name");
    if (!take_owner_lock(session, name)) continue;  // Its owner lives.
    try {
      drop_database(session, name);
      ++dropped;
    } catch (const StatementError&) {
      // Another role's clone: that role's next run drops it.
    }
    session.run(catalogue::harness_sql("clone_unlock"), {{name}});
  }
  return dropped;
}

std::string clone_name(const std::string& purpose) {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return fmt::format("{}{}_{}_{:x}", name_start, purpose, getpid(), now);
}

/// Settings that are lists are stored as SQL has them; quoted once more they would be one name.
bool is_list(const std::string& setting) {
  constexpr std::array lists{"search_path", "temp_tablespaces", "session_preload_libraries",
                             "local_preload_libraries"};
  return std::find(lists.begin(), lists.end(), setting) != lists.end();
}

/// A template's own settings are not copied with it, and plans depend on them.
void copy_settings(Session& session, const std::string& seeded, const std::string& clone) {
  const Rows settings = session.run(catalogue::harness_sql("database_settings"), {{seeded}});
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string& name = settings.text(i, "name");
    const std::string& value = settings.text(i, "value");
    const char* whose =
        settings.boolean(i, "for_role") ? "ROLE CURRENT_USER IN DATABASE" : "DATABASE";
    session.run(fmt::format("ALTER {} {} SET {} TO {}", whose, session.identifier(clone), name,
                            is_list(name) ? value : session.literal(value)));
  }
}

/// FILE_COPY (a choice since 15, the only way before) writes no WAL for the copied pages.
std::string create_statement(const Session& session, const std::string& clone,
                             const std::string& seeded) {
  constexpr int first_version_with_strategy = 150'000;
  return fmt::format(
      "CREATE DATABASE {} TEMPLATE {}{}", session.identifier(clone), session.identifier(seeded),
      session.server_version() >= first_version_with_strategy ? " STRATEGY file_copy" : "");
}

/// What is missing of the rights to copy the database, and both ways on; empty where nothing is.
std::string missing_right(Session& session, const std::string& seeded,
                          const std::string& otherwise) {
  const Rows rights = session.run(catalogue::harness_sql("clone_rights"), {{seeded}});
  const std::string role = session.identifier(rights.text(0, "role"));
  const std::string database = session.identifier(seeded);
  std::string missing;
  if (!rights.boolean(0, "may_create")) {
    missing = fmt::format("may not create databases: ALTER ROLE {} CREATEDB", role);
  } else if (!rights.boolean(0, "may_copy")) {
    missing = fmt::format(
        "does not own database {}, so that it may not copy it: ALTER DATABASE {} "
        "OWNER TO {}",
        seeded, database, role);
  }
  if (missing.empty()) return {};
  return fmt::format(
      "this works in a copy of database {}, and role {} {} (docs/access.md), "
      "or {}",
      seeded, role, missing, otherwise);
}

void create_clone(Session& session, const Database& seeded, const std::string& clone,
                  const std::string& otherwise) {
  constexpr std::string_view object_in_use = "55006";
  constexpr int attempts =
      20;  // Ten seconds: autovacuum or another tool's start may be in the way.
  for (int attempt = 1;; ++attempt) {
    try {
      session.run(create_statement(session, clone, seeded.name));
      return;
    } catch (const StatementError& error) {
      if (error.lacks_privilege()) {
        const std::string missing = missing_right(session, seeded.name, otherwise);
        if (!missing.empty()) throw Failure(missing);
      }
      if (error.sqlstate() != object_in_use || attempt == attempts) {
        throw Failure(fmt::format("cannot copy database {} for the writing operations: {}",
                                  seeded.name, error.what()));
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
  }
}

}  // namespace

struct DisposableClone::Implementation {
  Session session;  // Holds the owner's lock.
  Database database;
};

DisposableClone::DisposableClone(const Database& seeded, const std::string& purpose,
                                 const std::string& otherwise)
    : implementation_(
          new Implementation{maintenance_session(seeded), with_name(seeded, clone_name(purpose))}) {
  auto& [session, database] = *implementation_;
  drop_orphans(session);
  // The lock comes first, so that no cleaner sees a clone without a living owner.
  if (!take_owner_lock(session, database.name)) {
    throw Failure(fmt::format("another process owns a clone called {}", database.name));
  }
  create_clone(session, seeded, database.name, otherwise);
  try {
    copy_settings(session, seeded.name, database.name);
  } catch (const StatementError&) {
    drop_database(session, database.name);
    throw;
  }
}

DisposableClone::~DisposableClone() {
  const Database& database = implementation_->database;
  try {
    drop_database(implementation_->session, database.name);
    return;
  } catch (const std::exception&) {
    // The session may have been lost with a server that is there again by now.
  }
  try {
    Session session = maintenance_session(database);
    drop_database(session, database.name);
  } catch (const std::exception&) {
    // The server is gone or refuses; the next clone that is made drops this one.
  }
}

void DisposableClone::take_settings_of(const Database& other) {
  copy_settings(implementation_->session, other.name, implementation_->database.name);
}

const Database& DisposableClone::database() const {
  return implementation_->database;
}

void require_right_to_copy(const Database& seeded, const std::string& otherwise) {
  Session session = maintenance_session(seeded);
  const std::string missing = missing_right(session, seeded.name, otherwise);
  if (!missing.empty()) throw Failure(missing);
}

int drop_orphaned_clones(const Database& any_database_of_the_server) {
  Session session = maintenance_session(any_database_of_the_server);
  return drop_orphans(session);
}

}  // namespace eventstore::pg
