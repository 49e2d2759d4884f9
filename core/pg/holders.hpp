// What keeps others waiting on a server: who holds back the readers behind the snapshot barrier,
// who holds back VACUUM and the visibility map, and which commits wait for a synchronous standby.
//
// It tells, and ends nothing.  Nobody is named who holds back nothing: readers wait for running
// transaction ids and prepared transactions of the whole server, and never for a snapshot; VACUUM
// of a table waits also for the snapshots of its own database, for slots and for standbys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::pg {

enum class HolderKind : std::uint8_t { session, prepared_transaction, replication_slot, standby };

struct Holder {
  HolderKind kind = HolderKind::session;
  std::string database;     ///< Empty for a physical slot and a standby.
  bool is_here = false;     ///< That database is the one that was asked in.
  std::string name;         ///< The gid, the slot's or the standby's name.
  int pid = 0;              ///< 0 for prepared transactions and slots that nobody reads from.
  std::string role;         ///< Empty where it is not known.
  std::string application;  ///< application_name of a session.
  std::string state;        ///< "idle in transaction", "inactive"; empty where it is not known.
  std::string process;      ///< backend_type of a session, slot_type of a slot; or empty.
  bool is_ours = false;     ///< A session that these tools have made.
  std::optional<std::int64_t> transaction_id = std::nullopt;  ///< That runs or is prepared.
  std::optional<std::int64_t> snapshot_id = std::nullopt;     ///< xmin.
  std::optional<std::int64_t> catalog_id = std::nullopt;      ///< catalog_xmin of a slot.
  std::optional<std::int64_t> age = std::nullopt;  ///< In transaction ids, of the oldest of these.
  std::optional<double> seconds = std::nullopt;  ///< Since it began; slots and standbys have none.
};

struct Holders {
  std::vector<Holder> found;  ///< The oldest first.
  /// Why there may be others; empty when all were seen.  A whole sentence without its full stop.
  std::string unseen;
  /// Every transaction below it has ended for a new snapshot.
  std::int64_t horizon = 0;
};

/// Who keeps readers behind the snapshot barrier from events of the transaction `at_or_below` (of
/// any, where it is not set): running and prepared transactions with that id or a lower one, in
/// any database of the server.  Throws StatementError.
[[nodiscard]] Holders holders_of_readers(Session& session,
                                         std::optional<std::int64_t> at_or_below = std::nullopt);

/// The first transaction id that is above every one that has ended.  Throws StatementError.
[[nodiscard]] std::int64_t newest_transaction_id(Session& session);

enum class Vacuumed : std::uint8_t {
  table,           ///< Of the session's database.
  catalog,         ///< Of the session's database: replication slots hold back more of these.
  shared_catalog,  ///< Of the whole server.
};

/// Who keeps VACUUM from removing rows, and pages from becoming all-visible, that transactions from
/// `at_or_below` on have changed: those, and snapshots, slots and standbys.  Throws StatementError.
[[nodiscard]] Holders holders_of_vacuum(Session& session, Vacuumed vacuumed = Vacuumed::table,
                                        std::optional<std::int64_t> at_or_below = std::nullopt);

/// Which transactions of others may still add rows to a table of the session's database, or have
/// added some that nobody sees yet: those that hold a writer's lock on it or on one of its
/// partitions, prepared ones and commits that wait for a standby included.  A gap-aware reader
/// waits for these.  `table`: as the store's profile names it.  Throws StatementError.
[[nodiscard]] Holders holders_of_table(Session& session, const std::string& table);

/// "prepared transaction 'batch-7' in database crm (role app, prepared 2 h ago, 1,203 transaction
/// ids old)".
[[nodiscard]] std::string name_of(const Holder& holder);

/// What ends it, as a clause: "ROLLBACK PREPARED 'batch-7' in database crm ends it".  Never advises
/// to end what is ours.
[[nodiscard]] std::string remedy_for(const Holder& holder);

/// The first three with their remedies, how many others there are, and what could not be seen;
/// empty when nobody was found and all were seen.  No full stop at its end.
[[nodiscard]] std::string holders_text(const Holders& holders);

/// For the end of a sentence about readers behind the barrier, or of a table's gaps, that wait:
/// "; held back by prepared transaction ...".  Empty where nobody is found, or the database cannot
/// be asked.
[[nodiscard]] std::string held_back_clause(const Database& database, const std::string& table);

/// Commits that wait for a synchronous standby (wait event SyncRep).
struct SynchronousWaits {
  std::vector<int> pids;  ///< Whose commits wait, as far as the role may see.
  double seconds = 0.0;   ///< Of the longest.
  std::string names;      ///< synchronous_standby_names
  std::string standbys;   ///< Connected ones: "'a' (sync), 'b' (async)"; empty: none.
  std::string unseen;     ///< As in Holders.
};

/// Throws StatementError.
[[nodiscard]] SynchronousWaits synchronous_waits(Session& session);

/// "commits wait for a synchronous standby (SyncRep): synchronous_standby_names = 'ghost', and no
/// standby is connected; start that standby, or ...".  Empty where nothing waits.
[[nodiscard]] std::string synchronous_waits_text(const SynchronousWaits& waits);

}  // namespace eventstore::pg
