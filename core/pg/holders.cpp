#include "core/pg/holders.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/application_name.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::pg {

namespace {

std::optional<std::int64_t> id_in(const Rows& rows, std::size_t row, std::string_view column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.integer(row, column);
}

HolderKind kind_of(std::string_view name) {
  if (name == "prepared") return HolderKind::prepared_transaction;
  if (name == "slot") return HolderKind::replication_slot;
  return name == "standby" ? HolderKind::standby : HolderKind::session;
}

Holder holder_from(const Rows& rows, std::size_t row) {
  Holder holder{.kind = kind_of(rows.text(row, "kind")),
                .database = rows.text(row, "database"),
                .is_here = rows.boolean(row, "is_here"),
                .name = rows.text(row, "name"),
                .role = rows.text(row, "role"),
                .application = rows.text(row, "application"),
                .state = rows.text(row, "state"),
                .process = rows.text(row, "process"),
                .transaction_id = id_in(rows, row, "transaction_id"),
                .snapshot_id = id_in(rows, row, "snapshot_id"),
                .catalog_id = id_in(rows, row, "catalog_id"),
                .age = rows.integer(row, "age")};
  if (!rows.is_null(row, "pid")) holder.pid = static_cast<int>(rows.integer(row, "pid"));
  if (!rows.is_null(row, "seconds")) holder.seconds = rows.real(row, "seconds");
  holder.is_ours = holder.kind == HolderKind::session && is_own_application(holder.application);
  return holder;
}

/// The lowest id by which it holds back what is vacuumed; nothing where it holds back nothing.
std::optional<std::int64_t> id_against(const Holder& holder, Vacuumed vacuumed) {
  const bool is_of_database =
      holder.kind == HolderKind::session || holder.kind == HolderKind::prepared_transaction;
  if (is_of_database && !holder.is_here && vacuumed != Vacuumed::shared_catalog) {
    return std::nullopt;
  }
  std::optional<std::int64_t> lowest;
  const auto take = [&](const std::optional<std::int64_t>& id) {
    if (id && (!lowest || *id < *lowest)) lowest = id;
  };
  take(holder.transaction_id);
  take(holder.snapshot_id);
  if (vacuumed != Vacuumed::table) take(holder.catalog_id);
  return lowest;
}

struct Seen {
  std::vector<Holder> all;
  std::int64_t horizon = 0;
  std::int64_t newest = 0;
  bool is_standby = false;
  bool sees_all = false;
  std::string role;
};

Seen look_at(Session& session) {
  // First, so that whoever holds this horizon and is still there is among the rows.
  const Rows horizon = session.run(catalogue::harness_sql("holders_horizon"));
  const Rows rows = session.run(catalogue::harness_sql("holders"));
  Seen seen{.all = {},
            .horizon = horizon.integer(0, "horizon"),
            .newest = horizon.integer(0, "newest"),
            .is_standby = horizon.boolean(0, "is_standby"),
            .sees_all = horizon.boolean(0, "sees_all"),
            .role = horizon.text(0, "role")};
  for (std::size_t row = 0; row < rows.size(); ++row) seen.all.push_back(holder_from(rows, row));
  return seen;
}

std::string needs_a_right(const std::string& role) {
  return fmt::format(
      "role {} does not see what others do on this server; GRANT pg_read_all_stats TO {} lets it",
      role, quoted_name(role));
}

Holders readers_from(const Seen& seen, std::optional<std::int64_t> at_or_below) {
  Holders holders{.found = {}, .unseen = {}, .horizon = seen.horizon};
  for (const Holder& holder : seen.all) {
    const bool holds =
        holder.transaction_id && (!at_or_below || *holder.transaction_id <= *at_or_below);
    if (holds) holders.found.push_back(holder);
  }
  return holders;
}

/// Whether somebody is waited for whom nobody of those found can be.
bool lacks_the_oldest(const Seen& seen, const Holders& holders,
                      std::optional<std::int64_t> at_or_below) {
  const bool is_waited =
      seen.horizon < seen.newest && (!at_or_below || seen.horizon <= *at_or_below);
  const auto is_it = [&](const Holder& holder) { return *holder.transaction_id <= seen.horizon; };
  return is_waited && std::none_of(holders.found.begin(), holders.found.end(), is_it);
}

std::string age_text(const Holder& holder) {
  std::string text;
  if (holder.seconds) {
    const char* begin = holder.kind == HolderKind::prepared_transaction ? "prepared" : "open for";
    const char* end = holder.kind == HolderKind::prepared_transaction ? " ago" : "";
    text = fmt::format("{} {}{}", begin, elapsed_text(*holder.seconds), end);
  } else if (holder.kind == HolderKind::session && holder.state.empty()) {
    text = "this role may not see since when";
  }
  if (!text.empty() && holder.age) text += ", ";
  return holder.age ? text + fmt::format("{} old", counted(*holder.age, "transaction id")) : text;
}

std::string list_text(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string labelled(std::string_view label, const std::string& value) {
  return value.empty() ? "" : fmt::format("{} {}", label, value);
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') quoted += '\'';
    quoted += letter;
  }
  return quoted + "'";
}

bool is_server_process(const Holder& holder) {
  return !holder.process.empty() && holder.process != "client backend";
}

}  // namespace

Holders holders_of_readers(Session& session, std::optional<std::int64_t> at_or_below) {
  Seen seen = look_at(session);
  Holders holders = readers_from(seen, at_or_below);
  if (seen.is_standby) {
    holders.unseen =
        "this server is a standby, whose readers wait for transactions of its primary: ask there";
    return holders;
  }
  if (!lacks_the_oldest(seen, holders, at_or_below)) return holders;
  // Between the two statements of a look it may have ended: then the horizon has moved.
  const std::int64_t horizon_before = seen.horizon;
  seen = look_at(session);
  holders = readers_from(seen, at_or_below);
  if (seen.horizon == horizon_before && lacks_the_oldest(seen, holders, at_or_below)) {
    holders.unseen = seen.sees_all
                         ? fmt::format("transaction {} runs, and no session shows it", seen.horizon)
                         : needs_a_right(seen.role);
  }
  return holders;
}

std::int64_t newest_transaction_id(Session& session) {
  return session.run(catalogue::harness_sql("holders_horizon")).integer(0, "newest");
}

Holders holders_of_vacuum(Session& session, Vacuumed vacuumed,
                          std::optional<std::int64_t> at_or_below) {
  const Seen seen = look_at(session);
  Holders holders{.found = {}, .unseen = {}, .horizon = seen.horizon};
  for (const Holder& holder : seen.all) {
    const auto id = id_against(holder, vacuumed);
    if (id && (!at_or_below || *id <= *at_or_below)) holders.found.push_back(holder);
  }
  // What a standby holds back is shown to those only who may see it.
  if (!seen.sees_all) holders.unseen = needs_a_right(seen.role);
  if (seen.is_standby) holders.unseen = "this server is a standby: its primary vacuums; ask there";
  return holders;
}

Holders holders_of_table(Session& session, const std::string& table) {
  const Rows rows = session.run(catalogue::harness_sql("holders_of_table"), {{table}});
  Holders holders;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    holders.found.push_back(holder_from(rows, row));
  }
  return holders;
}

std::string name_of(const Holder& holder) {
  const std::string age = age_text(holder);
  const std::string role = labelled("role", holder.role);
  switch (holder.kind) {
    case HolderKind::prepared_transaction:
      return fmt::format("prepared transaction {} in database {} ({})", quoted_text(holder.name),
                         holder.database, list_text({role, age}));
    case HolderKind::replication_slot:
      return fmt::format(
          "replication slot {} ({})", holder.name,
          list_text({holder.process, labelled("database", holder.database), holder.state,
                     labelled("read by pid", holder.pid == 0 ? "" : std::to_string(holder.pid)),
                     age}));
    case HolderKind::standby:
      return fmt::format("feedback of standby {} (pid {}, {})", quoted_text(holder.name),
                         holder.pid, list_text({role, holder.state, age}));
    case HolderKind::session:
      break;
  }
  const char* what = holder.transaction_id ? "a transaction of "
                     : holder.snapshot_id  ? "a snapshot of "
                                           : "";
  const std::string where = holder.database.empty() ? "" : " in database " + holder.database;
  const std::string process = is_server_process(holder) ? holder.process : "";
  const std::string application =
      holder.application.empty() ? "" : "application " + quoted_text(holder.application);
  return fmt::format("{}pid {}{} ({})", what, holder.pid, where,
                     list_text({process, role, application, holder.state, age}));
}

std::string remedy_for(const Holder& holder) {
  switch (holder.kind) {
    case HolderKind::prepared_transaction:
      return fmt::format("ROLLBACK PREPARED {0} (or COMMIT PREPARED {0}) in database {1} ends it",
                         quoted_text(holder.name), holder.database);
    case HolderKind::replication_slot:
      return fmt::format(
          "it moves on when its reader does; where nothing reads from it any longer, {} removes it",
          fmt::format(fmt::runtime(catalogue::harness_sql("remedy_drop_slot")),
                      fmt::arg("slot", quoted_text(holder.name))));
    case HolderKind::standby:
      return "it ends with the query that runs on that standby, or with hot_standby_feedback = off "
             "there";
    case HolderKind::session:
      break;
  }
  if (holder.is_ours) return "it belongs to a run of these tools, and ends with that run";
  if (is_server_process(holder)) return "it ends by itself";
  return fmt::format(fmt::runtime(catalogue::harness_sql("remedy_terminate")),
                     fmt::arg("pid", holder.pid)) +
         " ends it";
}

std::string holders_text(const Holders& holders) {
  constexpr std::size_t named = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(named, holders.found.size()); ++i) {
    const Holder& holder = holders.found[i];
    text += fmt::format("{}{}; {}", i == 0 ? "" : "; ", name_of(holder), remedy_for(holder));
  }
  if (holders.found.size() > named) {
    text += fmt::format("; and {} more",
                        grouped(static_cast<std::int64_t>(holders.found.size() - named)));
  }
  if (holders.unseen.empty()) return text;
  return text.empty() ? holders.unseen : text + "; " + holders.unseen;
}

std::string held_back_clause(const Database& database, const std::string& table) {
  try {
    Session session{database};
    Holders holders = holders_of_table(session, table);
    if (holders.found.empty()) holders = holders_of_readers(session);
    const std::string text = holders_text(holders);
    return text.empty() ? "" : "; held back by " + text;
  } catch (const std::runtime_error&) {
    return "";
  }
}

SynchronousWaits synchronous_waits(Session& session) {
  const Rows rows = session.run(catalogue::harness_sql("synchronous_waits"));
  SynchronousWaits waits{.pids = {},
                         .seconds = rows.real(0, "seconds"),
                         .names = rows.text(0, "names"),
                         .standbys = rows.text(0, "standbys"),
                         .unseen = {}};
  const std::string& pids = rows.text(0, "pids");
  for (const char* at = pids.data(); at < pids.data() + pids.size(); ++at) {
    int pid = 0;
    at = std::from_chars(at, pids.data() + pids.size(), pid).ptr;
    waits.pids.push_back(pid);
  }
  const Rows horizon = session.run(catalogue::harness_sql("holders_horizon"));
  if (!horizon.boolean(0, "sees_all")) {
    waits.unseen = needs_a_right(horizon.text(0, "role"));
  }
  return waits;
}

std::string synchronous_waits_text(const SynchronousWaits& waits) {
  if (waits.pids.empty()) return "";
  const std::string standbys = waits.standbys.empty()
                                   ? "no standby is connected"
                                   : "the connected standbys are " + waits.standbys;
  return fmt::format(
      "commits wait for a synchronous standby (SyncRep): synchronous_standby_names = {}, and {}; "
      "start what is missing, or let commits go on without it: ALTER SYSTEM SET "
      "synchronous_standby_names = '', then {}",
      quoted_text(waits.names), standbys, catalogue::harness_sql("remedy_reload"));
}

}  // namespace eventstore::pg
