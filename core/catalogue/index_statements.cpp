#include "core/catalogue/index_statements.hpp"

#include <regex>

namespace eventstore::catalogue {

IndexStatements index_statements(const Catalogue& catalogue) {
  static const std::regex build{R"((\s|--[^\n]*\n)*CREATE\s+(UNIQUE\s+)?INDEX\b[^]*)",
                                std::regex::icase};
  IndexStatements statements;
  for (const StoreScript& script : catalogue.indexes) {
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      const std::string& sql = script.statements[i];
      auto& list = std::regex_match(sql, build) ? statements.builds : statements.rest;
      list.push_back({.sql = sql, .file = script.file, .ordinal = i + 1});
    }
  }
  return statements;
}

}  // namespace eventstore::catalogue
