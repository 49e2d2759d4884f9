#include "core/engine/gap_proof.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::engine {

namespace {

bool is_prepared(const std::string& writer) {
  return writer.starts_with("-1/");
}

}  // namespace

void GapProof::drop_the_ended(const Writers& now) {
  for (Pending& pending : pending_) {
    // Whoever is waited for may have been prepared since, and then has another id.
    const bool waits_for_sessions =
        !std::all_of(pending.writers.begin(), pending.writers.end(), is_prepared);
    std::erase_if(pending.writers, [&](const std::string& id) { return !now.contains(id); });
    if (!waits_for_sessions) continue;
    for (const std::string& writer : now) {
      if (is_prepared(writer) && !last_.contains(writer)) pending.writers.insert(writer);
    }
  }
}

void GapProof::observe(std::int64_t seen, const Writers& now) {
  drop_the_ended(now);
  const std::int64_t furthest = pending_.empty() ? settled_ : pending_.back().place;
  if (seen > furthest) pending_.push_back({.place = seen, .writers = now});
  last_ = now;
  for (const Pending& pending : pending_) {
    if (pending.writers.empty()) settled_ = pending.place;
  }
  std::erase_if(pending_, [&](const Pending& pending) { return pending.place <= settled_; });
  // Who waits for the same as a later one is proven with it.
  std::vector<Pending> kept;
  for (Pending& pending : pending_) {
    if (!kept.empty() && kept.back().writers == pending.writers) kept.pop_back();
    kept.push_back(std::move(pending));
  }
  pending_ = std::move(kept);
}

namespace {

/// One of the harness's own statements, to be called as an operation is: with texts.
catalogue::Operation operation_from(const std::string& name, std::size_t parameter_count) {
  catalogue::Operation operation;
  operation.name = name;
  operation.file = fmt::format("harness/{}.sql", name);
  operation.steps.push_back({.name = "", .sql = catalogue::harness_sql(name)});
  for (std::size_t i = 0; i < parameter_count; ++i) {
    operation.parameters.push_back({.name = fmt::format("${}", i + 1)});
    operation.steps.front().parameters.push_back(i);
  }
  return operation;
}

pg::Wire& prepared(pg::Wire& wire, const catalogue::Operation& operation) {
  cases::prepare(wire, operation);
  return wire;
}

/// Whether what the proof depends on is so here.
void check_conditions(pg::Wire& wire, const catalogue::TableRole& events) {
  const std::string& column = events.columns.at("position");
  const catalogue::Operation statement = operation_from("gap_proof_conditions", 2);
  cases::OperationCall call{prepared(wire, statement), statement};
  call.set_format(pg::ResultFormat::text);
  call.set_arguments({events.table, column});
  const cases::CallResult result = call.run();
  if (result.outcome != Outcome::ok) throw Failure(result.message);
  const pg::Reply reply = std::move(*call.take_reply(0));
  if (reply.field(0, reply.column_named("is_standby")) == "t") {
    throw UsageError(
        "this server is a standby: it does not show who writes, so gaps cannot be closed here; "
        "read from the primary, or under another visibility");
  }
  if (reply.field(0, reply.column_named("ascends")) == "t") return;
  throw UsageError(
      fmt::format("the positions in {}.{} do not come from an ascending sequence of the column's "
                  "own with CACHE 1, so gaps cannot be closed",
                  events.table, column));
}

}  // namespace

WritersQuestion::WritersQuestion(pg::Wire& wire, const catalogue::TableRole& events)
    : statement_(operation_from("writers_of_table", 1)),
      call_(prepared(wire, statement_), statement_) {
  check_conditions(wire, events);
  call_.set_format(pg::ResultFormat::text);
  call_.set_arguments({events.table});
}

WritersQuestion::Answer WritersQuestion::ask() {
  Answer answer{.call = call_.run(), .writers = {}};
  if (answer.call.outcome != Outcome::ok) return answer;
  const pg::Reply reply = std::move(*call_.take_reply(0));
  for (std::int64_t row = 0; row < reply.row_count(); ++row) {
    answer.writers.emplace(reply.field(row, 0).value_or(""));
  }
  return answer;
}

}  // namespace eventstore::engine
