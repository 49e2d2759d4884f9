#include "core/catalogue/index_statements.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

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

}  // namespace

IndexStatements index_statements(const Catalogue& catalogue) {
  static const std::regex build{R"((\s|--[^\n]*\n)*CREATE\s+(UNIQUE\s+)?INDEX\b[^]*)",
                                std::regex::icase};
  IndexStatements statements;
  bool has_new_objects = false;
  for (const StoreScript& script : catalogue.indexes) {
    bool is_first = true;
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      const std::string& sql = script.statements[i];
      is_first = is_first && std::regex_match(sql, build);
      has_new_objects = has_new_objects || makes_what_indexes_need(sql);
      auto& list = is_first && !has_new_objects ? statements.builds : statements.rest;
      list.push_back({.sql = sql, .file = script.file, .path = script.path, .ordinal = i + 1});
    }
  }
  return statements;
}

std::vector<std::string> index_names(const Catalogue& catalogue) {
  static const std::string name = R"re(("(?:[^"]|"")+"|[^\s"(;]+))re";
  static const std::regex build{
      R"(\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?)" + name +
          R"(\s+ON\b)",
      std::regex::icase};
  static const std::regex constraint{R"(\bADD\s+CONSTRAINT\s+)" + name +
                                         R"(\s+(?:PRIMARY\s+KEY|UNIQUE)\b(?:\s+USING\s+INDEX\s+)" +
                                         name + ")?",
                                     std::regex::icase};
  std::set<std::string> names;
  for (const StoreScript& script : catalogue.indexes) {
    for (const std::string& sql : script.statements) {
      std::smatch match;
      if (std::regex_search(sql, match, build)) names.insert(folded(match[1]));
      if (!std::regex_search(sql, match, constraint)) continue;
      // The index takes the constraint's name.
      if (match[2].matched) names.erase(folded(match[2]));
      names.insert(folded(match[1]));
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace eventstore::catalogue
