#include "core/pg/disposable_clone.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/clone_lock.hpp"
#include "core/pg/clone_name.hpp"
#include "core/pg/copy_source.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/left_clones.hpp"
#include "core/pg/maintenance_session.hpp"
#include "core/pg/session.hpp"
#include "core/pg/statement_texts.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/left_behind.hpp"
#include "core/tool/process_identity.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

namespace {

void drop_database(Session& session, const std::string& name) {
  session.run(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", session.identifier(name)));
}

std::string next_clone_name(const std::string& purpose) {
  static std::atomic<unsigned> number{0};
  return clone_name(purpose, this_process(), number++);
}

/// Settings that are lists are stored as SQL has them; quoted once more they would be one name.
bool is_list(const std::string& setting) {
  constexpr std::array lists{"search_path", "temp_tablespaces", "session_preload_libraries",
                             "local_preload_libraries"};
  return std::find(lists.begin(), lists.end(), setting) != lists.end();
}

/// "a.b" is a setting of somebody's own in two parts, either of which may be a word of SQL.
std::string quoted_setting(const Session& session, const std::string& name) {
  const auto dot = name.find('.');
  if (dot == std::string::npos) return session.identifier(name);
  return session.identifier(name.substr(0, dot)) + "." +
         quoted_setting(session, name.substr(dot + 1));
}

/// A list is stored as SQL has it, but for the empty one.
std::string setting_value(const Session& session, const std::string& name,
                          const std::string& value) {
  if (!is_list(name)) return session.literal(value);
  return value.empty() || value == "\"\"" ? "''" : value;
}

/// A template's own settings are not copied with it, and plans depend on them.
void copy_settings(Session& session, const std::string& seeded, const std::string& clone) {
  const Rows settings = session.run(catalogue::harness_sql("database_settings"), {{seeded}});
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string& name = settings.text(i, "name");
    const char* whose =
        settings.boolean(i, "for_role") ? "ROLE CURRENT_USER IN DATABASE" : "DATABASE";
    try {
      session.run(fmt::format("ALTER {} {} SET {} TO {}", whose, session.identifier(clone),
                              quoted_setting(session, name),
                              setting_value(session, name, settings.text(i, "value"))));
    } catch (const StatementError& error) {
      if (!error.lacks_privilege()) throw;
      fmt::print(stderr, "note: the copy of database {} has not its {} = {} ({})\n", seeded, name,
                 settings.text(i, "value"), error.what());
    }
  }
}

/// For people on other hosts, who cannot check the marks in the name.
void note_owner(Session& session, const std::string& clone) {
  const ProcessIdentity owner = this_process();
  session.run(fmt::format(
      "COMMENT ON DATABASE {} IS {}", session.identifier(clone),
      session.literal(fmt::format("{}, started {}", process_text(owner), owner.started))));
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

/// Sessions on a database that is to be copied.
struct InTheWay {
  std::string names;   ///< "psql (pid 4711, role me)"; empty: nobody is to be seen.
  std::string remedy;  ///< The statements that end them.
};

InTheWay in_the_way(Session& session, const std::string& seeded) {
  const Rows found = session.run(catalogue::harness_sql("clone_in_the_way"), {{seeded}});
  InTheWay sessions;
  constexpr std::size_t named_max = 5;
  for (std::size_t i = 0; i < std::min(found.size(), named_max); ++i) {
    const char* const separator = i == 0 ? "" : ", ";
    sessions.names += fmt::format("{}{} (pid {}, role {})", separator, found.text(i, "application"),
                                  found.text(i, "pid"), found.text(i, "role"));
    sessions.remedy += (i == 0 ? "" : "; ") + found.text(i, "remedy");
  }
  if (found.size() > named_max) {
    sessions.names += fmt::format(" and {} more", found.size() - named_max);
  }
  return sessions;
}

/// Copies a database to which nobody may be connected; waits up to 20 times.
class Copying {
 public:
  Copying(Session& session, const std::string& seeded, const std::string& clone,
          const std::string& otherwise)
      : session_(session), seeded_(seeded), clone_(clone), otherwise_(otherwise) {}

  void run() {
    name_who_stays();
    for (int attempt = 1;; ++attempt) {
      stop_if_interrupted();
      // Of data that change, a copy would be worth nothing.
      refuse_writer(session_, seeded_);
      try {
        session_.run(create_statement(session_, clone_, seeded_));
        return;
      } catch (const StatementError& error) {
        judge(error, attempt);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{500});
    }
  }

 private:
  static constexpr int attempts = 20;  // Another tool's start may be in the way.
  /// The server waits that long in each attempt for others to go.
  static constexpr int attempt_seconds = 5;

  /// The server says nothing while it waits.  Sessions that are just ending are not worth a word.
  void name_who_stays() {
    constexpr int looks = 5;
    constexpr std::chrono::milliseconds pause{200};
    for (int look = 1;; ++look) {
      const InTheWay sessions = in_the_way(session_, seeded_);
      if (sessions.names.empty()) return;
      if (look == looks) return tell_of(sessions);
      stop_if_interrupted();
      std::this_thread::sleep_for(pause);
    }
  }

  void tell_of(const InTheWay& sessions) {
    has_told_ = true;
    fmt::print(
        stderr,
        "waiting up to {} s to copy database {}, to which nobody may be connected; connected "
        "are: {}; to end them: {}; or {}\n",
        attempts * attempt_seconds, visible_line(seeded_), visible_line(sessions.names),
        visible_line(sessions.remedy), otherwise_);
  }

  /// Returns where another attempt may help.
  void judge(const StatementError& error, int attempt) {
    constexpr std::string_view object_in_use = "55006";
    if (error.lacks_privilege()) {
      const std::string missing = missing_right(session_, seeded_, otherwise_);
      if (!missing.empty()) throw Failure(missing);
    }
    const bool is_in_use = error.sqlstate() == object_in_use;
    const InTheWay sessions = is_in_use ? in_the_way(session_, seeded_) : InTheWay{};
    if (!is_in_use || attempt == attempts) {
      const std::string who = sessions.names.empty()
                                  ? ""
                                  : fmt::format("; connected are: {}; to end them: {}; or {}",
                                                sessions.names, sessions.remedy, otherwise_);
      throw Failure(fmt::format("cannot copy database {} for the writing operations: {}{}", seeded_,
                                error.what(), who));
    }
    if (!has_told_ && !sessions.names.empty()) tell_of(sessions);
  }

  Session& session_;
  const std::string& seeded_;
  const std::string& clone_;
  const std::string& otherwise_;
  bool has_told_ = false;
};

/// How to be rid of a copy that this process did not drop.
std::string remedy_for(const std::string& clone) {
  return fmt::format(
      "the next tool on this host that makes a copy drops it, as does: psql -d postgres -c 'DROP "
      "DATABASE {}'",
      clone);
}

/// A server that does not answer may go on making it.
void drop_half_made(Session& session, const std::string& clone) {
  try {
    drop_database(session, clone);
  } catch (const std::exception& error) {
    fmt::print(stderr, "copy {} may be left, since it could not be dropped: {}; {}\n", clone,
               error.what(), remedy_for(clone));
  }
}

}  // namespace

struct DisposableClone::Implementation {
  Database seeded;
  Database database;
  CloneLock lock;
  LeftBehind left;

  /// Drops the copy, and what pg_stat_statements would keep of it for good.
  void drop() const {
    std::int64_t oid = 0;
    {
      Session session = maintenance_session(database);
      oid = oid_of_database(session, database.name);
      drop_database(session, database.name);
    }
    forget(oid);
  }

  void forget(std::int64_t oid) const noexcept {
    try {
      Session session{seeded};
      forget_statements(session, oid, database.name);
    } catch (const std::exception&) {
      return;  // The entries stay until somebody resets them.
    }
  }
};

DisposableClone::DisposableClone(const Database& seeded, const std::string& purpose,
                                 const std::string& otherwise) {
  Session session = maintenance_session(seeded);
  drop_left_clones(session);
  const std::string name = next_clone_name(purpose);
  note_copy_source(name, seeded.name);
  // The lock comes first, so that no tool sees a copy without a living owner.
  implementation_.reset(
      new Implementation{.seeded = seeded,
                         .database = with_name(seeded, name),
                         .lock = {seeded, name},
                         .left = LeftBehind{fmt::format("copy {}: {}", name, remedy_for(name))}});
  try {
    Copying{session, seeded.name, name, otherwise}.run();
    note_owner(session, name);
    copy_settings(session, seeded.name, name);
  } catch (const std::exception&) {
    drop_half_made(session, name);
    throw;
  }
}

DisposableClone::~DisposableClone() {
  try {
    implementation_->drop();
  } catch (const std::exception& error) {
    const std::string& name = implementation_->database.name;
    fmt::print(stderr, "copy {} could not be dropped: {}; {}\n", name, visible_line(error.what()),
               remedy_for(name));
  }
}

void DisposableClone::take_settings_of(const Database& other) {
  note_copy_source(implementation_->database.name, other.name);
  Session session = maintenance_session(other);
  copy_settings(session, other.name, implementation_->database.name);
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
  return drop_left_clones(session);
}

}  // namespace eventstore::pg
