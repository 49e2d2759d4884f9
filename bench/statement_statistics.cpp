#include "bench/statement_statistics.hpp"

#include "core/catalogue/catalogue.hpp"
#include "core/pg/setting_source.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::bench {

namespace {

StatementTotals totals_in(pg::Session& session, const std::string& name,
                          const std::string& own_ids) {
  const pg::Rows rows =
      session.run(catalogue::harness_sql("statement_totals"), {{name}, {own_ids}});
  return {.calls = rows.integer(0, "calls"),
          .exec_seconds = rows.real(0, "exec_ms") / 1000.0,
          .rows = rows.integer(0, "rows"),
          .buffers_hit = rows.integer(0, "buffers_hit"),
          .buffers_read = rows.integer(0, "buffers_read"),
          .wal_bytes = rows.integer(0, "wal_bytes")};
}

/// The setting with which the server counts nothing of what is measured; empty where it does.
std::string why_uncounted(const pg::Database& database) {
  pg::Session session{database, pg::SessionUse::measured_read};
  const pg::Rows uncounted = session.run(catalogue::harness_sql("statement_uncounted"));
  if (uncounted.empty()) return {};
  return pg::setting_text(session, uncounted.text(0, "name")) +
         ", so pg_stat_statements counts nothing";
}

}  // namespace

StatementTotals StatementTotals::since(const StatementTotals& earlier) const {
  return {.calls = calls - earlier.calls,
          .exec_seconds = exec_seconds - earlier.exec_seconds,
          .rows = rows - earlier.rows,
          .buffers_hit = buffers_hit - earlier.buffers_hit,
          .buffers_read = buffers_read - earlier.buffers_read,
          .wal_bytes = wal_bytes - earlier.wal_bytes};
}

void StatementTotals::add(const StatementTotals& more) {
  calls += more.calls;
  exec_seconds += more.exec_seconds;
  rows += more.rows;
  buffers_hit += more.buffers_hit;
  buffers_read += more.buffers_read;
  wal_bytes += more.wal_bytes;
}

StatementStatistics::StatementStatistics(const pg::Database& database) : database_(database) {
  connect();
}

void StatementStatistics::connect() {
  try {
    if (database_.is_local_server) {
      session_.emplace(pg::with_name(database_, "postgres"));
      session_->run(catalogue::harness_sql("statement_statistics_extension"));
    } else {
      session_.emplace(database_);
    }
    if (session_->run(catalogue::harness_sql("statement_texts_schema"), {{"false"}}).empty()) {
      return leave_out("this database does not have the extension pg_stat_statements");
    }
    if (const std::string why = why_uncounted(database_); !why.empty()) return leave_out(why);
    // Run once, they have ids that can be left out from now on.
    static_cast<void>(totals_in(*session_, database_.name, own_ids_));
    session_->run(catalogue::harness_sql("wait_events"), {{"{}"}});
    own_ids_ = session_->run(catalogue::harness_sql("statement_own_ids")).text(0, "ids");
  } catch (const std::runtime_error& error) {
    leave_out(error.what());
  }
}

void StatementStatistics::leave_out(const std::string& reason) {
  session_.reset();
  complaint_ = "the server's own figures are left out: " + reason;
}

std::optional<StatementTotals> StatementStatistics::totals(const std::string& name) {
  if (!session_ && complaint_.empty()) connect();
  if (!session_) return std::nullopt;
  return totals_in(*session_, name, own_ids_);
}

}  // namespace eventstore::bench
