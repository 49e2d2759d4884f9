#include "core/catalogue/outcome.hpp"

#include <algorithm>

namespace eventstore {

namespace {

struct SqlstateRule {
  std::string_view code;  ///< Five characters, or the two of a whole class.
  Outcome outcome;
};

/// PostgreSQL's appendix A, as far as it says more than "it failed".  A code goes before its class.
constexpr std::array sqlstate_rules{
    // serialization_failure: rolled back because of another transaction; the same again may pass.
    SqlstateRule{"40001", Outcome::serialization_failure},
    // deadlock_detected: rolled back so that the others go on.
    SqlstateRule{"40P01", Outcome::deadlock},
    // statement_completion_unknown: said by proxies that have lost the server behind them.
    SqlstateRule{"40003", Outcome::connection_lost},
    // lock_not_available: lock_timeout, or NOWAIT; the statement is rolled back.
    SqlstateRule{"55P03", Outcome::timeout},
    // query_canceled: statement_timeout, or a cancel request, which is somebody's time-out.
    SqlstateRule{"57014", Outcome::timeout},
    // idle_in_transaction_session_timeout: only comes between statements, never into a COMMIT; so
    // it is rolled back for certain.  The session has ended, too.
    SqlstateRule{"25P03", Outcome::timeout},
    // transaction_timeout: ends the session, and its clock can run out within a COMMIT that is
    // carried out all the same.
    SqlstateRule{"25P04", Outcome::connection_lost},
    // too_many_connections: of the server, the database or the role.
    SqlstateRule{"53300", Outcome::rejected},
    // insufficient_resources: disk_full, out_of_memory, configuration_limit_exceeded.
    SqlstateRule{"53", Outcome::out_of_resources},
    // read_only_sql_transaction: a standby, a primary that was demoted, or
    // default_transaction_read_only.  Another session may reach a server that takes writes.
    SqlstateRule{"25006", Outcome::read_only},
    // protocol_violation: a message that makes no sense, as with too few parameters.  The session
    // goes on; it is the only one of class 08 that is not about the connection.
    SqlstateRule{"08P01", Outcome::other_error},
    // connection_exception: mostly from proxies; the server says 08006 when it has lost us.
    SqlstateRule{"08", Outcome::connection_lost},
    // admin_shutdown: pg_terminate_backend, or the server stops.
    SqlstateRule{"57P01", Outcome::connection_lost},
    // crash_shutdown: another session has crashed, and the server starts all of them anew.
    SqlstateRule{"57P02", Outcome::connection_lost},
    // cannot_connect_now: it starts, stops or recovers; later there is a connection again.
    SqlstateRule{"57P03", Outcome::connection_lost},
    // database_dropped: under a session of a standby.
    SqlstateRule{"57P04", Outcome::connection_lost},
    // idle_session_timeout: ended before the call, noticed by it.
    SqlstateRule{"57P05", Outcome::connection_lost},
};

constexpr bool are_codes_or_classes() {
  for (const SqlstateRule& rule : sqlstate_rules) {
    if (rule.code.size() != 5 && rule.code.size() != 2) return false;
  }
  return true;
}
static_assert(are_codes_or_classes());

/// A rule that an earlier one hides would never be found.
constexpr bool none_is_hidden() {
  for (std::size_t i = 0; i < sqlstate_rules.size(); ++i) {
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (sqlstate_rules[i].code.starts_with(sqlstate_rules[earlier].code)) return false;
    }
  }
  return true;
}
static_assert(none_is_hidden());

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::version_conflict:
      return "version_conflict";
    case Outcome::duplicate_event:
      return "duplicate_event";
    case Outcome::serialization_failure:
      return "serialization_failure";
    case Outcome::deadlock:
      return "deadlock";
    case Outcome::timeout:
      return "timeout";
    case Outcome::connection_lost:
      return "connection_lost";
    case Outcome::rejected:
      return "rejected";
    case Outcome::out_of_resources:
      return "out_of_resources";
    case Outcome::read_only:
      return "read_only";
    case Outcome::other_error:
      return "other_error";
  }
  return "other_error";
}

std::vector<std::string> outcome_names() {
  std::vector<std::string> names;
  for (const Outcome outcome : all_outcomes) names.emplace_back(name_of(outcome));
  return names;
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : all_outcomes) {
    if (name_of(outcome) == name) return outcome;
  }
  return std::nullopt;
}

Outcome outcome_of_sqlstate(std::string_view sqlstate) {
  const auto* rule =
      std::find_if(sqlstate_rules.begin(), sqlstate_rules.end(), [&](const SqlstateRule& each) {
        return sqlstate.size() == 5 && sqlstate.starts_with(each.code);
      });
  return rule == sqlstate_rules.end() ? Outcome::other_error : rule->outcome;
}

bool may_retry(Outcome outcome, Access access) {
  switch (outcome) {
    case Outcome::serialization_failure:
    case Outcome::deadlock:
    case Outcome::timeout:
      return true;
    case Outcome::connection_lost:
      return access == Access::reads;
    case Outcome::ok:
    case Outcome::version_conflict:
    case Outcome::duplicate_event:
    case Outcome::rejected:
    case Outcome::out_of_resources:
    case Outcome::read_only:
    case Outcome::other_error:
      return false;
  }
  return false;
}

}  // namespace eventstore
