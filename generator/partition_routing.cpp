#include "generator/partition_routing.hpp"

#include <algorithm>
#include <limits>

#include <fmt/args.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::seed {

namespace {

/// What the columns of a partition key hold; empty when one of them is an expression, or a column
/// that is not filled.
std::vector<CopyColumn> key_of(const TableLayout& table, const nlohmann::json& names) {
  std::vector<CopyColumn> key;
  for (const auto& name : names) {
    const auto column =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const CopyColumn& each) {
          return name.is_string() && each.name == name.get_ref<const std::string&>();
        });
    if (column == table.columns.end()) return {};
    key.push_back(*column);
  }
  return key;
}

bool is_of_tenant(const CopyColumn& column) {
  return column.field == Field::tenant_key || column.field == Field::tenant_id;
}

/// The tenants as rows of these columns.
nlohmann::json rows_of(std::span<const PlannedTenant> tenants, const std::vector<CopyColumn>& key) {
  nlohmann::json rows = nlohmann::json::array();
  for (const PlannedTenant& tenant : tenants) {
    nlohmann::json row;
    for (const CopyColumn& column : key) {
      if (column.field == Field::tenant_key) {
        row[column.name] = tenant.key;
      } else {
        row[column.name] = tenant.id;
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::optional<PartitionRange> parse_position_range(const std::string& bound) {
  static const RE2 form{
      R"(FOR VALUES FROM \((?:MINVALUE|'?(-?\d{1,19})'?)\) TO \((?:MAXVALUE|'?(-?\d{1,19})'?)\))",
      RE2::Latin1};
  std::string first, end;
  if (!RE2::FullMatch(bound, form, &first, &end)) return std::nullopt;
  using Limits = std::numeric_limits<std::int64_t>;
  // What stands behind TO is the first position that is not in the range.
  return PartitionRange{.first = first.empty() ? Limits::min() : std::stoll(first),
                        .last = end.empty() ? Limits::max() : std::stoll(end) - 1};
}

PartitionRouting PartitionRouting::read(pg::Session& session, const TableLayout& table,
                                        std::span<const PlannedTenant> tenants) {
  PartitionRouting routing{table};
  const pg::Rows partitions =
      session.run(catalogue::harness_sql("seed_partitions"), {{table.identifier}});
  if (partitions.empty()) return routing;
  const auto key = key_of(table, nlohmann::json::parse(partitions.text(0, "key_columns")));
  const bool is_by_tenant = !key.empty() && std::all_of(key.begin(), key.end(), is_of_tenant);
  const bool is_by_position = key.size() == 1 && key[0].field == Field::position;
  if (!is_by_tenant && !is_by_position) return routing;

  const std::string rows = rows_of(tenants, key).dump();
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const std::size_t target = routing.targets_.size();
    routing.targets_.push_back(partitions.text(i, "name"));
    if (is_by_tenant) {
      const std::string query =
          fmt::format(fmt::runtime(catalogue::harness_sql("seed_partition_tenants")),
                      fmt::arg("columns", partitions.text(i, "key_definition")),
                      fmt::arg("condition", partitions.text(i, "condition")));
      const pg::Rows taken = session.run(query, {{rows}});
      for (std::size_t row = 0; row < taken.size(); ++row) {
        const auto tenant = static_cast<std::size_t>(taken.integer(row, "tenant"));
        routing.by_tenant_[tenants[tenant].key] = target;
      }
    } else if (const auto range = parse_position_range(partitions.text(i, "bound"))) {
      routing.by_position_.push_back({.positions = *range, .target = target});
    }
  }
  std::sort(routing.by_position_.begin(), routing.by_position_.end(),
            [](const RangeTarget& a, const RangeTarget& b) {
              return a.positions.first < b.positions.first;
            });
  return routing;
}

std::size_t PartitionRouting::target_of(const Event& row) const {
  constexpr std::size_t table_itself = 0;
  if (by_position_.empty()) {
    const auto found = by_tenant_.find(row.tenant_key);
    return found == by_tenant_.end() ? table_itself : found->second;
  }
  const auto next = std::upper_bound(by_position_.begin(), by_position_.end(), row.position,
                                     [](std::int64_t position, const RangeTarget& each) {
                                       return position < each.positions.first;
                                     });
  if (next == by_position_.begin()) return table_itself;
  const RangeTarget& candidate = *std::prev(next);
  return row.position <= candidate.positions.last ? candidate.target : table_itself;
}

}  // namespace eventstore::seed
