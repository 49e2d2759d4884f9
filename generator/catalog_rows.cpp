#include "generator/catalog_rows.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::seed {

namespace {

/// Below, an object is initdb's.
constexpr std::int64_t first_own_oid = 16384;

constexpr const char* beyond = ", which reaches beyond the store";
constexpr const char* of_others = ", which was there before and was not made by seed-events";

}  // namespace

CatalogRows::CatalogRows(pg::Session& session, const std::vector<dataset::MadeObject>& ours)
    : others_(read(session)) {
  if (ours.empty()) return;
  nlohmann::json oids = nlohmann::json::array();
  for (const dataset::MadeObject& object : ours) oids.push_back(object.oid);
  const pg::Rows rows = session.run(catalogue::harness_sql("parts_of_objects"), {{oids.dump()}});
  std::set<Object> parts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    parts.emplace(rows.integer(i, "class"), rows.integer(i, "oid"));
  }
  std::erase_if(others_, [&](const auto& each) { return parts.contains(each.second.about); });
}

std::map<CatalogRows::Key, CatalogRows::Row> CatalogRows::read(pg::Session& session) {
  const pg::Rows rows = session.run(catalogue::harness_sql("catalog_rows"));
  std::map<Key, Row> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string kind = rows.text(i, "kind");
    const std::string name = rows.text(i, "name");
    found.emplace(Key{rows.integer(i, "class"), rows.integer(i, "oid"), rows.integer(i, "sub")},
                  Row{.about = {rows.integer(i, "about_class"), rows.integer(i, "about")},
                      .text = kind.empty() ? name : kind + " " + name,
                      .version = rows.text(i, "version"),
                      .is_written = rows.boolean(i, "is_written"),
                      .reaches_beyond = rows.boolean(i, "reaches_beyond")});
  }
  return found;
}

/// Of a row that the transaction has written; empty where it is its own.
std::string CatalogRows::change_of(const Key& key, const Row& row) const {
  const auto before = others_.find(key);
  if (before != others_.end()) {
    return before->second.version == row.version ? "" : "alter " + row.text;
  }
  const auto [about_class, about] = row.about;
  const bool is_object = key == Key{about_class, about, 0};
  if (row.reaches_beyond) return (is_object ? "create " : "alter ") + row.text;
  const bool is_others = about < first_own_oid || others_.contains({about_class, about, 0});
  return is_others ? "alter " + row.text : "";
}

std::optional<std::string> CatalogRows::first_change(pg::Session& session) const {
  const std::map<Key, Row> present = read(session);
  for (const auto& [key, row] : present) {
    if (!row.is_written) continue;
    const std::string change = change_of(key, row);
    if (!change.empty()) return change + (row.reaches_beyond ? beyond : of_others);
  }
  for (const auto& [key, row] : others_) {
    if (!row.is_written && !present.contains(key)) {
      return "remove " + row.text + (row.reaches_beyond ? beyond : of_others);
    }
  }
  return {};
}

}  // namespace eventstore::seed
