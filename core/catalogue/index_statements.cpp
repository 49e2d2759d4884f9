#include "core/catalogue/index_statements.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/catalogue/statement_kind.hpp"

namespace eventstore::catalogue {

namespace {

/// As the server has it: without quotes, or in lower case where it had none.
std::string folded(std::string name) {
  if (!name.starts_with('"')) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
  }
  name = name.substr(1, name.size() - 2);
  for (std::size_t at = 0; (at = name.find("\"\"", at)) != std::string::npos;) name.erase(at++, 1);
  return name;
}

/// A name as it stands in a statement.
constexpr std::string_view name_form = R"re(("(?:[^"]|"")+"|[^\s"(;,]+))re";

/// Case-insensitive, over bytes; it takes time in proportion to the statement.
class Form {
 public:
  explicit Form(const std::string& expression) : compiled_(expression, options()) {}
  operator const RE2&() const { return compiled_; }

 private:
  static RE2::Options options() {
    RE2::Options options{RE2::Latin1};
    options.set_case_sensitive(false);
    return options;
  }

  RE2 compiled_;
};

void add_built(const std::string& sql, std::set<std::string>& names) {
  static const Form build{fmt::format(R"(\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?)"
                                      R"((?:IF\s+NOT\s+EXISTS\s+)?{}\s*\bON\b)",
                                      name_form)};
  re2::StringPiece rest{sql};
  for (std::string name; RE2::FindAndConsume(&rest, build, &name);) names.insert(folded(name));
}

/// The index takes the constraint's name.
void add_constraint(const std::string& sql, std::set<std::string>& names) {
  static const Form constraint{fmt::format(
      R"(\bADD\s+CONSTRAINT\s+{0}\s*\b(?:PRIMARY\s+KEY|UNIQUE)\b(?:\s+USING\s+INDEX\s+{0})?)",
      name_form)};
  re2::StringPiece rest{sql};
  for (std::string name, index; RE2::FindAndConsume(&rest, constraint, &name, &index);) {
    if (!index.empty()) names.erase(folded(index));
    names.insert(folded(name));
  }
}

/// Of DROP INDEX, as a statement of its own.
void remove_dropped(const std::string& sql, std::set<std::string>& names) {
  static const Form drop{R"(DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?)"};
  static const Form next{fmt::format(R"((?:[^\s"(;,.]+\.)?{}\s*,?\s*)", name_form)};
  re2::StringPiece rest{sql};
  if (!RE2::Consume(&rest, drop)) return;
  for (std::string name; RE2::Consume(&rest, next, &name);) names.erase(folded(name));
}

}  // namespace

IndexStatements index_statements(const Catalogue& catalogue) {
  static const Form build{R"(CREATE (?:UNIQUE )?INDEX\b)"};
  IndexStatements statements;
  bool has_new_objects = false;
  for (const StoreScript& script : catalogue.indexes) {
    bool is_first = true;
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      const std::string& sql = script.statements[i];
      const std::string text = comparable_text(sql);
      re2::StringPiece beginning{text};
      is_first = is_first && RE2::Consume(&beginning, build);
      has_new_objects = has_new_objects || makes_what_indexes_need(sql);
      auto& list = is_first && !has_new_objects ? statements.builds : statements.rest;
      list.push_back({.sql = sql, .file = script.file, .path = script.path, .ordinal = i + 1});
    }
  }
  return statements;
}

std::vector<std::string> index_names(const Catalogue& catalogue) {
  std::set<std::string> names;
  const IndexStatements statements = index_statements(catalogue);
  for (const auto* list : {&statements.builds, &statements.rest}) {
    for (const IndexStatement& statement : *list) {
      const std::string text = comparable_text(statement.sql);
      add_built(text, names);
      add_constraint(text, names);
      remove_dropped(text, names);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace eventstore::catalogue
