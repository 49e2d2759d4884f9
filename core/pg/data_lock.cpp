#include "core/pg/data_lock.hpp"

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/application_name.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/kept_alive.hpp"
#include "core/pg/text_query.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/process_identity.hpp"
#include "core/tool/stop_reason.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

namespace {

using namespace std::chrono_literals;

/// What the asking role may see of a session; the name is there for everybody.
std::string text_of(const Rows& rows, std::size_t row) {
  const std::string& application = rows.text(row, "application");
  std::string text = application.empty() ? "a session without a name" : application;
  text += fmt::format(" (server process {}", rows.text(row, "pid"));
  if (!rows.is_null(row, "role")) text += fmt::format(", role {}", rows.text(row, "role"));
  if (!rows.is_null(row, "address")) text += fmt::format(", from {}", rows.text(row, "address"));
  if (!rows.is_null(row, "since")) text += fmt::format(", since {} UTC", rows.text(row, "since"));
  return text + ")";
}

/// As the tools of this version do it.
bool is_named(const std::string& application) {
  return is_own_application(application) || application.find(" pid ") != std::string::npos;
}

std::vector<DataHolder> of_part(std::vector<DataHolder> holders, std::string_view part) {
  std::erase_if(holders, [part](const DataHolder& each) { return each.part != part; });
  return holders;
}

std::string joined(const std::vector<DataHolder>& holders) {
  constexpr std::size_t named_max = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(holders.size(), named_max); ++i) {
    text += (i == 0 ? "" : ", ") + holders[i].text;
    const std::string& event = holders[i].wait_event;
    const bool is_idle = event.empty() || event == "ClientRead";
    if (!is_idle) text += " waiting for " + event;
  }
  if (holders.size() > named_max) text += fmt::format(" and {} more", holders.size() - named_max);
  return text;
}

std::string writer_text(const std::string& database, const std::vector<DataHolder>& writers) {
  constexpr std::string_view way_on = "wait for it, or use another --database";
  if (writers.empty()) {
    return fmt::format("another tool writes to database {}; {}", database, way_on);
  }
  // Versions that do not say which tool it is take this lock in seed-events alone.
  if (!writers.front().is_named) {
    return fmt::format("another seed-events is at work in database {}: {}; {}", database,
                       joined(writers), way_on);
  }
  return fmt::format("{} writes to database {} in place; {}", joined(writers), database, way_on);
}

/// Returns why the lock cannot be taken.
std::string refusal(const Database& database) {
  Session session{database};
  const auto holders = data_holders(session, database.name);
  const auto readers = of_part(holders, "reader");
  const auto writers = of_part(holders, "writer");
  if (!writers.empty() || readers.empty()) return writer_text(database.name, writers);
  return fmt::format(
      "{} reads database {}, whose data must not change meanwhile; wait for it, or use another "
      "--database",
      joined(readers), database.name);
}

/// What a session that holds a lock has behind the tool's name.
std::string own_mark() {
  constexpr std::size_t longest = 50;  // Of 63 bytes, so that the tool's name has room.
  const ProcessIdentity process = this_process();
  return fmt::format(" pid {} on {}", process.pid, process.host).substr(0, longest);
}

std::string client_pid(int backend_pid) {
  return std::to_string(backend_pid);
}

void join_as_reader(Wire& wire, const Database& database) {
  const Reply reply =
      text_query(wire, catalogue::harness_sql("data_join_reads"), {client_pid(wire.backend_pid())});
  if (reply.bytes(0, 0) == "t") return;
  Session session{database};
  const auto holders = data_holders(session, database.name);
  throw ConnectFailure(writer_text(database.name, of_part(holders, "writer")), "");
}

void join_as_worker(Wire& wire, const Database& database, int writer_pid) {
  const Reply reply =
      text_query(wire, catalogue::harness_sql("data_join_writes"), {std::to_string(writer_pid)});
  if (reply.bytes(0, 0) == "t") return;
  throw ConnectFailure(fmt::format("database {}: the lock of this run is lost", database.name), "");
}

}  // namespace

std::vector<DataHolder> data_holders(Session& session, const std::string& database) {
  const Rows rows = session.run(catalogue::harness_sql("data_holders"), {{database}});
  std::vector<DataHolder> holders;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    holders.push_back({.pid = static_cast<int>(rows.integer(i, "pid")),
                       .part = rows.text(i, "part"),
                       .text = text_of(rows, i),
                       .is_named = is_named(rows.text(i, "application")),
                       .wait_event = rows.text(i, "wait_event")});
  }
  return holders;
}

void refuse_writer(Session& session, const std::string& database) {
  const auto holders = data_holders(session, database);
  auto writers = of_part(holders, "writer");
  const auto is_own = [mark = own_mark()](const DataHolder& each) {
    return each.text.find(mark) != std::string::npos;
  };
  if (std::any_of(writers.begin(), writers.end(), is_own)) return;
  if (writers.empty()) writers = of_part(holders, "worker");  // Of a run whose lock is lost.
  if (!writers.empty()) throw Failure(writer_text(database, writers));
}

void join_readers(Session& session) {
  const Rows rows =
      session.run(catalogue::harness_sql("data_join_reads"), {client_pid(session.backend_pid())});
  if (rows.boolean(0, "joined")) return;
  const std::string database = session.database_name();
  throw Failure(writer_text(database, of_part(data_holders(session, database), "writer")));
}

void join_data(Wire& wire, const Database& database) {
  const DataUse use = data_use_of(database);
  try {
    if (use.kind == DataUse::Kind::reads) join_as_reader(wire, database);
    if (use.kind == DataUse::Kind::writes) join_as_worker(wire, database, use.writer_pid);
  } catch (const ConnectFailure&) {
    throw;
  } catch (const UsageError&) {  // Of a pooler that no run works through.
    throw;
  } catch (const std::exception& error) {  // The server ends while we connect.
    throw ConnectFailure(error.what(), "");
  }
}

void name_owner(Wire& wire) {
  static_cast<void>(text_query(wire, catalogue::harness_sql("data_name_owner"),
                               {own_mark(), program_name(), client_pid(wire.backend_pid())}));
}

WriterLock::WriterLock(const Database& database)
    : database_(database), use_before_(data_use_of(database)), connection_(kept_alive(database)) {
  name_owner(connection_);
  take_after_killed_run();
  set_data_use(database_, {.kind = DataUse::Kind::writes, .writer_pid = connection_.backend_pid()});
  watch_ = std::thread{[this, socket = connection_.socket(), pid = connection_.backend_pid()] {
    if (!wait_for_end(socket, stop_)) return;
    stop_for(fmt::format("the loss of the lock on database {}", database_.name));
    fmt::print(stderr,
               "the session that locks database {} (server process {}) was ended, so that "
               "this run ends\n",
               visible_line(database_.name), pid);
  }};
}

WriterLock::~WriterLock() {
  stop_.set();
  watch_.join();
  set_data_use(database_, use_before_);
}

/// The server lets go of the lock of a tool that was killed as soon as it notices.
void WriterLock::take() {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Reply reply = text_query(connection_, catalogue::harness_sql("data_lock"),
                                   {client_pid(connection_.backend_pid())});
    const auto locked = reply.field(0, 0);
    if (!locked) {
      throw UsageError(fmt::format(
          "database {} is reached through a pooler, where a lock protects nothing; to write in "
          "place name host and port of the server itself in --database",
          database_.name));
    }
    if (*locked == "t") return;
    std::this_thread::sleep_for(100ms);
    stop_if_interrupted();
  }
  throw Failure(refusal(database_));
}

/// The server works on the statements of a run that is gone to their ends.
void WriterLock::take_after_killed_run() {
  constexpr int pauses = 1200;  // Of 100 ms.
  constexpr int said_at = 20;
  Session session{database_};
  for (int pause = 0;; ++pause) {
    take();
    const auto workers = of_part(data_holders(session, database_.name), "worker");
    if (workers.empty()) return;
    // That run may have lost its lock alone, and needs it to clean up.
    static_cast<void>(text_query(connection_, catalogue::harness_sql("data_unlock")));
    stop_if_interrupted();
    const std::string who =
        fmt::format("the server still works on a statement of an earlier run in database {}: {}",
                    database_.name, joined(workers));
    if (pause == pauses) throw Failure(who + "; wait for it, or use another --database");
    if (pause == said_at) fmt::print(stderr, "waiting: {}\n", visible_line(who));
    std::this_thread::sleep_for(100ms);
  }
}

void WriterLock::join(Session& session) const {
  const Rows rows = session.run(catalogue::harness_sql("data_join_writes"),
                                {std::to_string(connection_.backend_pid())});
  if (rows.boolean(0, "joined")) return;
  throw Failure(fmt::format("database {}: the lock of this run is lost", database_.name));
}

void WriterLock::hold_with(Session& session) {
  if (connection_.answers()) return;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Rows lock =
        session.run(catalogue::harness_sql("data_lock"), {client_pid(session.backend_pid())});
    if (lock.boolean(0, "locked")) return;
    std::this_thread::sleep_for(100ms);
  }
  throw Failure(refusal(database_));
}

void wait_for_workers(Session& session, std::chrono::milliseconds limit) {
  const std::string database = session.database_name();
  const auto pauses = limit / 100ms;
  for (int pause = 0;; ++pause) {
    const auto workers = of_part(data_holders(session, database), "worker");
    if (workers.empty()) return;
    if (pause >= pauses) {
      throw Failure(fmt::format("the server still works on a statement of {}", joined(workers)));
    }
    std::this_thread::sleep_for(100ms);
  }
}

}  // namespace eventstore::pg
