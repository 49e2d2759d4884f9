#include "generator/applied_steps.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/object_set.hpp"
#include "core/dataset/object_statements.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::seed {

namespace {

using dataset::StoreObject;

/// What has to be dropped was made by somebody else.
class NotOurs : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of a function, object or table that is there already, or that OR REPLACE cannot change that way.
bool says_already_there(const std::string& sqlstate) {
  constexpr std::array<std::string_view, 5> codes{"42723", "42710", "42P07", "42P13", "42P16"};
  return std::find(codes.begin(), codes.end(), sqlstate) != codes.end();
}

/// What ends with the step, and is undone unless it comes to its end.
class Savepoint {
 public:
  Savepoint(pg::Session& session, std::string name) : session_(session), name_(std::move(name)) {
    session_.run("SAVEPOINT " + name_);
  }
  void keep() { session_.run("RELEASE SAVEPOINT " + name_); }
  void undo() { session_.run("ROLLBACK TO SAVEPOINT " + name_); }

 private:
  pg::Session& session_;
  std::string name_;
};

/// Whether the server has no statistics yet of what the object holds.
bool needs_statistics(const StoreObject& object) {
  if (object.kind == "column" || object.kind == "statistics") return true;
  if (object.kind != "index") return false;
  const std::size_t columns = object.definition.find(" USING ");
  const std::string of_columns =
      object.definition.substr(columns, object.definition.find(" WHERE ") - columns);
  return std::count(of_columns.begin(), of_columns.end(), '(') > 1;  // An expression.
}

}  // namespace

AppliedSteps::AppliedSteps(pg::Session& session, const dataset::Manifest& manifest,
                           std::vector<StoreObject> found)
    : session_(session),
      manifest_(manifest),
      before_(found),
      found_(std::move(found)),
      ours_(session, manifest) {}

std::string AppliedSteps::make(const ApplyStep& step) {
  Savepoint savepoint{session_, "eventstore_step"};
  std::string reason;
  try {
    run(step);
    std::vector<StoreObject> now = dataset::read_store_objects(session_);
    require_only_listed_gone(step, now);
    savepoint.keep();
    account_for(step, std::move(now));
    return {};
  } catch (const pg::StatementError& error) {
    if (error.sqlstate().empty()) throw;
    reason = fmt::format("the server says: {}", error.what());
  } catch (const UsageError& error) {
    reason = error.what();
  } catch (const NotOurs& error) {
    reason = error.what();
  }
  savepoint.undo();
  return reason;
}

void AppliedSteps::run(const ApplyStep& step) {
  for (const StoreObject& object : step.drops) require_ours(object);
  for (const StoreObject& object : step.replaced) require_ours(object);
  for (const StoreObject& object : step.drops) drop(object);
  if (!run_statements(step, !step.replaced.empty())) {
    for (const StoreObject& object : step.replaced) drop(object);
    static_cast<void>(run_statements(step, false));
  }
  drop_obsolete(step.replaced);
  ours_.require_untouched(step.path);
}

/// False, with nothing done, when something that may be dropped is in the way.
bool AppliedSteps::run_statements(const ApplyStep& step, bool may_be_in_the_way) {
  const std::string path_sql = catalogue::harness_sql("seed_search_path");
  const std::string path = session_.run(path_sql, {std::nullopt}).text(0, "search_path");
  Savepoint savepoint{session_, "eventstore_statements"};
  for (const std::string& statement : step.statements) {
    stop_if_interrupted();
    try {
      session_.run(statement);
    } catch (const pg::StatementError& error) {
      if (!may_be_in_the_way || !says_already_there(error.sqlstate())) throw;
      savepoint.undo();
      return false;
    }
  }
  session_.run(path_sql, {path});
  savepoint.keep();
  return true;
}

void AppliedSteps::require_ours(const StoreObject& object) const {
  const auto change = ours_.change_of(object, found_);
  if (!change) return;
  throw NotOurs(fmt::format("{} {}, so it stays", dataset::name_in_text(object), *change));
}

void AppliedSteps::drop(const StoreObject& object) {
  session_.run(dataset::drop_statement(object));
}

/// Functions and views that the script has made before and no longer makes.
void AppliedSteps::drop_obsolete(const std::vector<StoreObject>& replaced) {
  if (replaced.empty()) return;
  const pg::Rows rows = session_.run(catalogue::harness_sql("store_objects_settings") + ";\n" +
                                     catalogue::harness_sql("apply_written_anew"));
  session_.run(catalogue::harness_sql("store_objects_settings_restore"));
  std::set<std::pair<std::string, std::string>> written;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    written.emplace(rows.text(i, "kind"), rows.text(i, "name"));
  }
  const std::vector<StoreObject> now = dataset::read_store_objects(session_);
  const dataset::ObjectSet there{now};
  for (const StoreObject& object : replaced) {
    if (there.contains(object) && !written.contains({object.kind, object.name})) drop(object);
  }
}

/// A statement of a script may drop by itself, or with CASCADE.
void AppliedSteps::require_only_listed_gone(const ApplyStep& step,
                                            const std::vector<StoreObject>& now) const {
  if (manifest_.objects.empty()) return;  // A manifest of format 2 does not say what is ours.
  const dataset::ObjectSet present{now};
  const dataset::ObjectSet listed{manifest_.objects};
  for (const StoreObject& object : found_) {
    if (present.contains(object) || listed.contains(object)) continue;
    throw NotOurs(fmt::format("{} would drop {}, which seed-events did not make, so it stays",
                              step.path, dataset::name_in_text(object)));
  }
}

std::vector<StoreObject> AppliedSteps::gone() const {
  return dataset::new_objects(found_, before_);
}

void AppliedSteps::account_for(const ApplyStep& step, std::vector<StoreObject> now) {
  ours_.account_for(step.path);
  list_definitions(step.path, std::move(now));
  if (step.runs_script) ran_.insert(step.path);
}

/// What the step has changed is listed as it is at present, the rest as it was listed.
void AppliedSteps::list_definitions(const std::string& path, std::vector<StoreObject> now) {
  const dataset::ObjectSet now_set{now};
  const dataset::ObjectSet before_set{found_};
  std::vector<StoreObject> listed;
  for (StoreObject& object : manifest_.objects) {
    const StoreObject* const before = before_set.find(object);
    const StoreObject* const present = now_set.find(object);
    if (before != nullptr && present == nullptr) continue;  // Dropped.
    const bool was_changed = present != nullptr && (before == nullptr || !(*before == *present));
    if (was_changed) {
      object.definition = present->definition;
      object.table = present->table;
      if (needs_statistics(object)) to_analyze_.insert(object.table);
    }
    listed.push_back(std::move(object));
  }
  const dataset::ObjectSet listed_set{listed};
  std::vector<StoreObject> fresh;
  for (const StoreObject& object : dataset::new_objects(found_, now)) {
    if (needs_statistics(object)) to_analyze_.insert(object.table);
    if (object.kind == "table" && object.table.empty()) manifest_.tables.push_back(object.name);
    if (listed_set.contains(object)) continue;
    fresh.push_back(object);
    fresh.back().file = path;
  }
  listed.insert(listed.end(), fresh.begin(), fresh.end());
  if (!manifest_.objects.empty()) manifest_.objects = std::move(listed);
  found_ = std::move(now);
}

dataset::Manifest AppliedSteps::manifest(const std::vector<dataset::RanScript>& folder) const {
  dataset::Manifest manifest = manifest_;
  manifest.made = ours_.made();
  const auto script = [](std::vector<dataset::RanScript>& scripts, const std::string& path) {
    return std::find_if(scripts.begin(), scripts.end(),
                        [&](const dataset::RanScript& each) { return each.path == path; });
  };
  for (const dataset::RanScript& said : folder) {
    if (!ran_.contains(said.path)) continue;
    const auto ran = script(manifest.scripts, said.path);
    if (ran == manifest.scripts.end()) {
      manifest.scripts.push_back(said);
    } else {
      *ran = said;
    }
  }
  // One that is gone is forgotten with the last of what it made.
  std::erase_if(manifest.scripts, [&](const dataset::RanScript& ran) {
    const bool is_gone =
        std::none_of(folder.begin(), folder.end(),
                     [&](const dataset::RanScript& said) { return said.path == ran.path; });
    return is_gone &&
           std::none_of(manifest.objects.begin(), manifest.objects.end(),
                        [&](const StoreObject& object) { return object.file == ran.path; });
  });
  return manifest;
}

}  // namespace eventstore::seed
