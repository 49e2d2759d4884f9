#include "generator/strangers.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::seed {

Strangers::Strangers(pg::Session& session, const std::vector<dataset::MadeObject>& ours)
    : positions_(positions_of(session)), rows_(session, ours) {
  nlohmann::json own = nlohmann::json::array();
  for (const dataset::MadeObject& object : ours) own.push_back(object.oid);
  const pg::Rows there = session.run(catalogue::harness_sql("seed_relations"), {{own.dump()}});
  for (std::size_t i = 0; i < there.size(); ++i) relations_.push_back(there.integer(i, "oid"));
  std::sort(relations_.begin(), relations_.end());
}

bool Strangers::has(std::int64_t oid) const {
  return std::binary_search(relations_.begin(), relations_.end(), oid);
}

void Strangers::require_untouched(pg::Session& session, const std::string& doing) const {
  const pg::Rows touched = session.run(catalogue::harness_sql("seed_touched"));
  for (std::size_t i = 0; i < touched.size(); ++i) {
    const std::int64_t oid = touched.integer(i, "oid");
    if (!has(oid)) continue;
    if (touched.text(i, "kind") == "sequence") {
      require_unmoved(session, oid, touched.text(i, "name"), doing);
    }
    throw UsageError(fmt::format(
        "{} would write to {} {} of database {} or alter it, which was there before and was not "
        "made by seed-events; use another --database",
        doing, touched.text(i, "kind"), touched.text(i, "name"), session.database_name()));
  }
  if (const auto change = rows_.first_change(session)) {
    throw UsageError(fmt::format(
        "{} would {} (database {}); leave that statement out, or use another --database", doing,
        *change, session.database_name()));
  }
}

std::map<std::int64_t, Strangers::Position> Strangers::positions_of(pg::Session& session) {
  const pg::Rows rows = session.run(catalogue::harness_sql("sequence_positions"));
  std::map<std::int64_t, Position> positions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Position& position = positions[rows.integer(i, "oid")];
    if (rows.is_null(i, "last_value")) continue;
    position = {.last_value = rows.text(i, "last_value"),
                .is_called = rows.text(i, "is_called") == "true"};
  }
  return positions;
}

/// No rollback takes a sequence back.
void Strangers::require_unmoved(pg::Session& session, std::int64_t sequence,
                                const std::string& name, const std::string& doing) const {
  const auto before = positions_.find(sequence);
  if (before == positions_.end()) return;
  const Position& then = before->second;
  if (!then.last_value) {
    throw UsageError(fmt::format(
        "{} uses sequence {} of database {}, which seed-events did not make; it may have moved for "
        "good, since a rollback does not move it back (this role may not read it); leave that "
        "statement out, or use another --database",
        doing, name, session.database_name()));
  }
  const Position now = positions_of(session)[sequence];
  if (now == then) return;
  const std::string remedy =
      fmt::format(fmt::runtime(catalogue::harness_sql("remedy_move_sequence_back")),
                  fmt::arg("sequence", session.literal(name)),
                  fmt::arg("last_value", *then.last_value), fmt::arg("is_called", then.is_called));
  throw UsageError(fmt::format(
      "{} moved sequence {} of database {} from {} to {}, which seed-events did not make; a "
      "rollback does not move it back, but its owner may: {}; leave that statement out, or use "
      "another --database",
      doing, name, session.database_name(), *then.last_value, now.last_value.value_or("?"),
      remedy));
}

}  // namespace eventstore::seed
