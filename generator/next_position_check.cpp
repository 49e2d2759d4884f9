#include "generator/next_position_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::seed {

Complaint check_next_position(pg::Session& session, const std::vector<std::string>& sequences,
                              std::int64_t last) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_sequence_values"),
                                    {{nlohmann::json(sequences).dump()}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows.boolean(i, "may_read")) continue;
    const bool gave_none = rows.is_null(i, "last_value");
    if (!gave_none && rows.integer(i, "last_value") >= last) continue;
    return fmt::format(
        "sequence {} gave {}, so the next event would get a position below the last "
        "one, {}",
        rows.text(i, "name"), gave_none ? "nothing yet" : grouped(rows.integer(i, "last_value")),
        grouped(last));
  }
  return {};
}

}  // namespace eventstore::seed
