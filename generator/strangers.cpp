#include "generator/strangers.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::seed {

Strangers::Strangers(pg::Session& session, const std::vector<dataset::MadeObject>& ours) {
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
    if (!has(touched.integer(i, "oid"))) continue;
    throw UsageError(fmt::format(
        "{} would write to {} {} of database {} or alter it, which was there before and was not "
        "made by seed-events; use another --database",
        doing, touched.text(i, "kind"), touched.text(i, "name"), session.database_name()));
  }
}

}  // namespace eventstore::seed
