// One writer in place at a time, and no reader beside it: the locks of a database with seeded data.
//
//   the data       exclusive: the run that writes in place; shared: the sessions of those who read
//   in place       shared: each session that writes for such a run, so that no other run begins
//                  while one of them is at work, whatever became of the run's own session
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/pg/connection_end.hpp"
#include "core/pg/data_use.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// A session that holds one of the locks.
struct DataHolder {
  int pid = 0;       ///< Of its server process.
  std::string part;  ///< "writer", "worker" or "reader".
  /// "eventstore_bench pid 4711 on build-7 (server process 815, since 2026-11-30 16:20:01 UTC)".
  std::string text;
  bool is_named = false;   ///< The text says which tool it is.
  std::string wait_event;  ///< What it waits for, where that is visible.
};

/// The holders in the database of that name, without the asking session itself.  Throws
/// StatementError.
[[nodiscard]] std::vector<DataHolder> data_holders(Session& session, const std::string& database);

/// Throws Failure that names the writer where one is at work in the database of that name: a
/// verdict on data that change is worth nothing.
void refuse_writer(Session& session, const std::string& database);

/// Makes a session one that reads the data of its database: nobody begins to write in place before
/// it ends.  Throws Failure that names the writer.
void join_readers(Session& session);

/// Does for a new connection what data_use_of(database) says.  Throws ConnectFailure that names the
/// writer, or says that the lock of the own run is lost.
void join_data(Wire& wire, const Database& database);

/// Appends process and host to the session's application name, for those whom its lock stops.
void name_owner(Wire& wire);

/// The lock of a run that writes in place, held by a connection of its own.  When that is ended by
/// others, the run is asked to stop (core/tool/stop_reason).
class WriterLock {
 public:
  /// Takes the lock; connections that this process makes to `database` belong to the run from here
  /// on.  Throws UsageError behind a pooler, and Failure that names whoever writes or reads there.
  /// Sessions of a run that was killed are waited for, for two minutes; Interrupted.
  explicit WriterLock(const Database& database);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

  /// Makes a session one of the run.
  void join(Session& session) const;

  /// Makes sure that the lock is still the run's, for what `session` is going to do.  Where the
  /// lock's own connection is lost, `session` takes it: it joined the run, so that nobody has
  /// written meanwhile.  Throws Failure, StatementError.
  void hold_with(Session& session);

 private:
  void take();
  void take_after_killed_run();

  Database database_;
  DataUse use_before_;
  Wire connection_;
  StopFlag stop_;
  std::thread watch_;
};

/// Waits until no session of the run is at work but the asking one.  Throws Failure that names
/// those which still are after `limit`: what they wrote may still appear.
void wait_for_workers(Session& session, std::chrono::milliseconds limit);

}  // namespace eventstore::pg
