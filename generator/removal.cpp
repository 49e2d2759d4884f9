#include "generator/removal.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

using dataset::FoundObject;
using dataset::MadeObject;

constexpr std::string_view dependent_objects_still_exist = "2BP01";

/// What DROP calls a kind of pg_identify_object, where it has another word than in capitals.
std::string drop_word(const std::string& kind) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> others{{
      {"function", "ROUTINE"},
      {"procedure", "ROUTINE"},
      {"aggregate", "ROUTINE"},
      {"statistics object", "STATISTICS"},
  }};
  for (const auto& [name, word] : others) {
    if (kind == name) return std::string{word};
  }
  if (kind == "foreign-data wrapper") return "FOREIGN DATA WRAPPER";
  std::string word = kind;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return word;
}

std::string drop_target(const FoundObject& object) {
  if (object.kind != "user mapping") return object.name;
  const std::size_t at = object.name.find(" on server ");
  return fmt::format("FOR {} SERVER {}", object.name.substr(0, at), object.name.substr(at + 11));
}

/// Those of `made` that are there, the latest first; all tables in one, since they may refer to
/// each other.
std::vector<std::vector<FoundObject>> groups_of(const std::vector<MadeObject>& made,
                                                const std::vector<FoundObject>& there) {
  std::vector<std::vector<FoundObject>> groups;
  std::vector<FoundObject> tables;
  for (auto each = made.rbegin(); each != made.rend(); ++each) {
    const FoundObject* found = dataset::find_object(there, *each);
    if (found == nullptr) continue;
    if (found->kind == "table") {
      tables.push_back(*found);
    } else {
      groups.push_back({*found});
    }
  }
  if (!tables.empty()) groups.push_back(std::move(tables));
  return groups;
}

std::string drop_statement(const std::vector<FoundObject>& group, std::string_view behaviour) {
  std::vector<std::string> names;
  for (const FoundObject& object : group) names.push_back(drop_target(object));
  return fmt::format("DROP {} {}{}", drop_word(group.front().kind), fmt::join(names, ", "),
                     behaviour);
}

void refuse_dependents(pg::Session& session, const std::vector<std::vector<FoundObject>>& groups) {
  nlohmann::json objects = nlohmann::json::array();
  for (const auto& group : groups) {
    for (const FoundObject& object : group) objects.push_back({object.catalog, object.oid});
  }
  const pg::Rows found =
      session.run(catalogue::harness_sql("removal_dependents"), {{objects.dump()}});
  if (found.empty()) return;
  throw UsageError(fmt::format(
      "{} depends on {} in database {}; seed-events drops only what it made itself: use another "
      "--database",
      found.text(0, "dependent"), found.text(0, "object"), session.database_name()));
}

[[noreturn]] void refuse_owner(const pg::Session& session, const std::vector<FoundObject>& group,
                               const pg::StatementError& error) {
  std::vector<std::string> names;
  for (const FoundObject& object : group) names.push_back(object.name);
  throw Failure(fmt::format(
      "this role cannot replace {} {} of database {}, which role {} owns ({}): run the same "
      "command as that role, or use another --database",
      group.front().kind, fmt::join(names, ", "), session.database_name(), group.front().owner,
      error.what()));
}

/// Undone alone when it fails: the transaction goes on.
class Attempt {
 public:
  explicit Attempt(pg::Session& session) : session_(session) {
    session_.run("SAVEPOINT eventstore_attempt");
  }

  /// Whether it could be dropped; not where something still depends on it.
  bool drop(const std::vector<FoundObject>& group) {
    try {
      session_.run(drop_statement(group, ""));
    } catch (const pg::StatementError& error) {
      if (error.lacks_privilege()) refuse_owner(session_, group, error);
      if (error.sqlstate() != dependent_objects_still_exist) throw;
      session_.run("ROLLBACK TO SAVEPOINT eventstore_attempt");
      return false;
    }
    session_.run("RELEASE SAVEPOINT eventstore_attempt");
    return true;
  }

 private:
  pg::Session& session_;
};

/// Those that are still there: some go with others.
void leave_out_gone(pg::Session& session, std::vector<std::vector<FoundObject>>& groups) {
  const std::vector<FoundObject> there = dataset::list_objects(session);
  for (auto& group : groups) {
    std::erase_if(group, [&](const FoundObject& object) {
      return std::none_of(there.begin(), there.end(), [&](const FoundObject& each) {
        return each.catalog == object.catalog && each.oid == object.oid;
      });
    });
  }
  std::erase_if(groups, [](const auto& group) { return group.empty(); });
}

}  // namespace

void drop_made(pg::Session& session, const std::vector<MadeObject>& made) {
  std::vector<std::vector<FoundObject>> groups = groups_of(made, dataset::list_objects(session));
  while (!groups.empty()) {
    refuse_dependents(session, groups);
    const std::size_t before = groups.size();
    std::erase_if(groups, [&](const auto& group) { return Attempt{session}.drop(group); });
    // Two that depend on each other: nothing of somebody else does, as was seen above.
    if (groups.size() == before) session.run(drop_statement(groups.back(), " CASCADE"));
    leave_out_gone(session, groups);
  }
}

std::vector<MadeObject> made_objects_of(const dataset::Manifest& manifest) {
  if (manifest.format > dataset::Manifest::oldest_format) return manifest.made;
  std::vector<MadeObject> tables;
  for (const std::string& table : manifest.tables) {
    tables.push_back({.kind = "table", .name = table, .file = {}, .owner = {}, .oid = 0});
  }
  return tables;
}

}  // namespace eventstore::seed
