#include "generator/store_scripts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/index_statements.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/catalogue/statement_kind.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/dataset/store_objects.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

/// ALTER SYSTEM, VACUUM, CREATE DATABASE.
constexpr std::string_view needs_no_transaction = "25001";

/// Of what is there already: database, function, schema, object (a type, say), table.
bool says_already_there(const std::string& sqlstate) {
  constexpr std::array<std::string_view, 4> codes{"42723", "42P06", "42710", "42P07"};
  return std::find(codes.begin(), codes.end(), sqlstate) != codes.end();
}

[[noreturn]] void refuse_script(const pg::Session& session, const std::string& file,
                                const pg::StatementError& error) {
  std::string complaint = fmt::format("{}: {}", file, error.what());
  if (lacks_resources(error.sqlstate())) throw OutOfResources(complaint);
  if (error.lacks_privilege()) throw Failure(complaint);
  if (says_already_there(error.sqlstate())) {
    complaint += fmt::format(
        "; what is in database {} and was not made by seed-events is never replaced: use another "
        "--database",
        session.database_name());
  }
  throw UsageError(complaint);
}

/// What would end the transaction in which everything is made, and what nobody may touch is
/// guarded.
void refuse_transaction_control(const catalogue::StoreScript& script) {
  for (const std::string& statement : script.statements) {
    if (!catalogue::controls_transaction(statement)) continue;
    throw UsageError(fmt::format(
        "{}: '{}' is not for a script of a store: all of them run in one transaction; leave it out",
        script.file, statement.substr(0, 60)));
  }
}

void run_script(pg::Session& session, const catalogue::StoreScript& script) {
  for (const std::string& statement : script.statements) {
    try {
      session.run(statement);
    } catch (const pg::StatementError& error) {
      if (error.sqlstate().empty()) throw;
      refuse_script(session, script.file, error);
    }
  }
}

using Key = std::tuple<std::string, std::string, std::string>;
using Definitions = std::map<Key, dataset::StoreObject>;

Key key_of(const dataset::StoreObject& object) {
  return {object.kind, object.table, object.name};
}

Definitions read_definitions(pg::Session& session) {
  Definitions definitions;
  for (dataset::StoreObject& object : dataset::read_store_objects(session)) {
    Key key = key_of(object);
    definitions.emplace(std::move(key), std::move(object));
  }
  return definitions;
}

/// The first object of `before` that is gone or has another definition; what belongs to a table
/// only where `parts`.
const dataset::StoreObject* first_altered(const Definitions& before, const Definitions& after,
                                          bool parts) {
  for (const auto& [key, object] : before) {
    if (object.table.empty() == parts) continue;
    const auto now = after.find(key);
    if (now == after.end() || now->second.definition != object.definition) return &object;
  }
  return nullptr;
}

/// Functions, say, that a script has put its own in the place of.
void require_unaltered(const pg::Session& session, const Definitions& before,
                       const Definitions& after, const std::string& file) {
  const dataset::StoreObject* altered = first_altered(before, after, false);
  if (altered == nullptr) altered = first_altered(before, after, true);
  if (altered == nullptr) return;
  throw UsageError(fmt::format(
      "{} would {} {} {}{}{} of database {}, which was there before and was not made by "
      "seed-events; use another --database",
      file, after.contains(key_of(*altered)) ? "alter" : "remove", altered->kind, altered->name,
      altered->table.empty() ? "" : " of ", altered->table, session.database_name()));
}

/// Up to the arguments of a function, which the two lists write differently.
std::string without_arguments(const std::string& name) {
  return name.substr(0, name.find('('));
}

/// The script that made the object, or the table that it belongs to.
std::optional<std::string> file_that_made(const dataset::StoreObject& object,
                                          const std::vector<dataset::MadeObject>& made) {
  for (const dataset::MadeObject& each : made) {
    const bool is_it = each.kind.starts_with(object.kind) &&
                       (each.name == object.name ||
                        each.name == fmt::format("{} on {}", object.name, object.table));
    const bool is_routine = object.kind == "function" && each.name.ends_with(')') &&
                            without_arguments(each.name) == without_arguments(object.name);
    const bool is_its_table = each.kind == "table" && each.name == object.table;
    if (is_it || is_routine || is_its_table) return each.file;
  }
  return {};
}

std::string name_within(const dataset::StoreObject& object) {
  const bool has_schema = object.kind == "index" || object.kind == "sequence";
  return has_schema ? dataset::name_within_schema(object) : object.name;
}

/// The first script in indexes/ that has the word; empty where none has.
std::string file_that_names(const std::string& word, const catalogue::Catalogue& catalogue) {
  for (const catalogue::StoreScript& script : catalogue.indexes) {
    for (const std::string& statement : script.statements) {
      if (statement.find(word) != std::string::npos) return script.path;
    }
  }
  return {};
}

/// Whether locks tell all that these do.
bool only_alter_tables(const std::vector<catalogue::IndexStatement>& statements) {
  return std::all_of(statements.begin(), statements.end(), [](const auto& statement) {
    return catalogue::comparable_text(statement.sql).starts_with("ALTER TABLE ");
  });
}

/// Errors of syntax, names and rights do not depend on rows, nor do features that the server lacks
/// and statements that no transaction can run.
bool fails_without_rows(const std::string& sqlstate) {
  return sqlstate.starts_with("42") || sqlstate.starts_with("0A") || sqlstate == "25001";
}

/// What a statement does until it is taken back; false where it failed as it may do on empty tables
/// alone, so that a later one may fail for that.
bool try_statement(pg::Session& session, const catalogue::IndexStatement& statement,
                   const Strangers& strangers, bool all_ran) {
  session.run("SAVEPOINT eventstore_statement");
  try {
    session.run(statement.sql);
  } catch (const pg::StatementError& error) {
    if (error.sqlstate().empty()) throw;
    if (all_ran && fails_without_rows(error.sqlstate())) {
      refuse_script(session, statement.file, error);
    }
    session.run("ROLLBACK TO SAVEPOINT eventstore_statement");
    if (error.sqlstate() == needs_no_transaction) {
      throw UsageError(fmt::format("{}: {}", statement.file, error.what()));
    }
    return false;
  }
  strangers.require_untouched(session, statement.file);
  return true;
}

}  // namespace

bool lacks_resources(const std::string& sqlstate) {
  return sqlstate.starts_with("53");
}

MadeByScripts run_table_scripts(pg::Session& session, const catalogue::Catalogue& catalogue,
                                const Strangers& strangers) {
  const std::string path_sql = catalogue::harness_sql("seed_search_path");
  const std::string path = session.run(path_sql, {std::nullopt}).text(0, "search_path");
  const Definitions theirs = read_definitions(session);
  std::vector<dataset::FoundObject> there = dataset::list_objects(session);
  std::vector<dataset::MadeObject> made;
  for (const catalogue::StoreScript& script : catalogue.tables) refuse_transaction_control(script);
  for (const catalogue::StoreScript& script : catalogue.tables) {
    run_script(session, script);
    strangers.require_untouched(session, script.file);
    std::vector<dataset::FoundObject> after = dataset::list_objects(session);
    for (dataset::MadeObject& object : dataset::made_since(there, after, script.path)) {
      made.push_back(std::move(object));
    }
    there = std::move(after);
  }
  session.run(path_sql, {path});
  const Definitions defined = read_definitions(session);
  require_unaltered(session, theirs, defined, "a script in tables/");
  // What later scripts have dropped again is left out.
  std::erase_if(made, [&](const dataset::MadeObject& object) {
    return dataset::find_object(there, object) == nullptr;
  });
  MadeByScripts result;
  for (const dataset::MadeObject& object : made) {
    if (object.kind == "table") result.tables.push_back(object.name);
  }
  for (const auto& [key, object] : defined) {
    if (theirs.contains(key)) continue;
    result.objects.push_back(object);
    result.objects.back().file = file_that_made(object, made).value_or("");
  }
  result.made = std::move(made);
  return result;
}

std::vector<dataset::StoreObject> defined_objects(
    pg::Session& session, const catalogue::Catalogue& catalogue, const MadeByScripts& made,
    const std::vector<dataset::MadeObject>& by_indexes) {
  std::map<Key, std::string> files;
  std::set<std::string> tables{made.tables.begin(), made.tables.end()};
  for (const dataset::StoreObject& object : made.objects) files[key_of(object)] = object.file;
  for (const dataset::MadeObject& object : by_indexes) {
    if (object.kind == "table") tables.insert(object.name);
  }
  std::vector<dataset::StoreObject> defined;
  for (dataset::StoreObject& object : dataset::read_store_objects(session)) {
    const auto known = files.find(key_of(object));
    if (known != files.end()) {
      object.file = known->second;
    } else if (const auto file = file_that_made(object, by_indexes)) {
      object.file = *file;
    } else if (tables.contains(object.table)) {
      object.file = file_that_names(name_within(object), catalogue);
    } else {
      continue;
    }
    defined.push_back(std::move(object));
  }
  return defined;
}

void try_index_scripts(pg::Session& session, const catalogue::Catalogue& catalogue,
                       const MadeByScripts& made, const Strangers& strangers) {
  const catalogue::IndexStatements statements = catalogue::index_statements(catalogue);
  const bool looks_at_definitions = !only_alter_tables(statements.rest);
  Definitions theirs;
  if (looks_at_definitions) theirs = read_definitions(session);
  for (const dataset::StoreObject& own : made.objects) theirs.erase(key_of(own));
  session.run("SAVEPOINT eventstore_indexes");
  bool all_ran = true;
  for (const auto* part : {&statements.builds, &statements.rest}) {
    for (const catalogue::IndexStatement& statement : *part) {
      all_ran = try_statement(session, statement, strangers, all_ran) && all_ran;
    }
  }
  if (looks_at_definitions) {
    require_unaltered(session, theirs, read_definitions(session), "a script in indexes/");
  }
  session.run("ROLLBACK TO SAVEPOINT eventstore_indexes");
}

}  // namespace eventstore::seed
