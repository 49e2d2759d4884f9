#include "core/catalogue/statement_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/catalogue/sql_scan.hpp"

namespace eventstore::catalogue {

namespace {

/// A bare word in lower case, a single character, or "name" for what is quoted or a parameter.
using Token = std::string;
using Tokens = std::span<const Token>;

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> tokens;
  for (const SqlPiece& piece : scan_sql(sql)) {
    const bool is_blank = piece.text.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos;
    if (piece.kind == SqlPiece::Kind::comment || is_blank) continue;
    if (piece.kind == SqlPiece::Kind::quoted || piece.kind == SqlPiece::Kind::parameter) {
      tokens.emplace_back("\"name\"");
      continue;
    }
    Token& token = tokens.emplace_back(piece.text);
    std::transform(token.begin(), token.end(), token.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
  return tokens;
}

bool is_at(Tokens tokens, std::size_t at, std::string_view text) {
  return at < tokens.size() && tokens[at] == text;
}

bool is_modifying(const Token& word) {
  constexpr std::array commands{"insert", "update", "delete", "merge"};
  return std::find(commands.begin(), commands.end(), word) != commands.end();
}

/// Behind the bracket that closes the one at `at`.
std::size_t behind_brackets(Tokens tokens, std::size_t at) {
  int depth = 0;
  for (; at < tokens.size(); ++at) {
    if (tokens[at] == "(") ++depth;
    if (tokens[at] == ")" && --depth == 0) return at + 1;
  }
  return tokens.size();
}

/// The bracket that opens the query of `NAME [(COLUMNS)] AS [[NOT] MATERIALIZED] (QUERY)`, whose
/// name is at `at`; the number of tokens where none begins there.
std::size_t query_of_name(Tokens tokens, std::size_t at) {
  std::size_t next = at + 1;
  if (is_at(tokens, next, "(")) next = behind_brackets(tokens, next);
  if (!is_at(tokens, next, "as")) return tokens.size();
  ++next;
  if (is_at(tokens, next, "not")) ++next;
  if (is_at(tokens, next, "materialized")) ++next;
  return is_at(tokens, next, "(") ? next : tokens.size();
}

/// What may follow the last query of a WITH clause, but for SEARCH and CYCLE.
bool begins_statement(const Token& token) {
  return is_modifying(token) || token == "select" || token == "values" || token == "table" ||
         token == "(";
}

bool command_modifies(Tokens tokens);

/// `at`: the first name of a WITH clause.
bool with_modifies(Tokens tokens, std::size_t at) {
  for (;;) {
    const std::size_t open = query_of_name(tokens, at);
    const std::size_t close = behind_brackets(tokens, open);
    if (open >= tokens.size()) return false;
    if (command_modifies(tokens.subspan(open + 1, close - open - 1))) return true;
    at = close;
    // SEARCH and CYCLE hold lists of columns: a comma alone begins no further query.
    const auto begins_query = [&](std::size_t comma) {
      return is_at(tokens, comma, ",") && query_of_name(tokens, comma + 1) < tokens.size();
    };
    while (at < tokens.size() && !begins_query(at) && !begins_statement(tokens[at])) ++at;
    if (at >= tokens.size()) return false;
    if (tokens[at] != ",") return command_modifies(tokens.subspan(at));
    ++at;
  }
}

bool command_modifies(Tokens tokens) {
  while (!tokens.empty() && tokens.front() == "(") tokens = tokens.subspan(1);
  if (tokens.empty()) return false;
  if (tokens.front() != "with") return is_modifying(tokens.front());
  return with_modifies(tokens, is_at(tokens, 1, "recursive") ? 2 : 1);
}

/// The command behind the queries of a WITH clause, whose first name is at `at`; empty where the
/// text is no such statement.
Tokens behind_with(Tokens tokens, std::size_t at) {
  for (;;) {
    const std::size_t open = query_of_name(tokens, at);
    if (open >= tokens.size()) return {};
    at = behind_brackets(tokens, open);
    const auto begins_query = [&](std::size_t comma) {
      return is_at(tokens, comma, ",") && query_of_name(tokens, comma + 1) < tokens.size();
    };
    while (at < tokens.size() && !begins_query(at) && !begins_statement(tokens[at])) ++at;
    if (at >= tokens.size()) return {};
    if (tokens[at] != ",") return tokens.subspan(at);
    ++at;
  }
}

bool has_returning(Tokens tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    if (token == "(") ++depth;
    if (token == ")") --depth;
    if (depth == 0 && token == "returning") return true;
  }
  return false;
}

bool command_returns_rows(Tokens tokens) {
  constexpr std::array queries{"(",     "select", "values",  "table",  "show",
                               "fetch", "call",   "execute", "explain"};
  if (tokens.empty()) return false;
  if (is_modifying(tokens.front())) return has_returning(tokens);
  return std::find(queries.begin(), queries.end(), tokens.front()) != queries.end();
}

}  // namespace

bool makes_objects(std::string_view sql) {
  const std::vector<Token> tokens = tokens_of(sql);
  if (is_at(tokens, 0, "create")) return true;
  if (!is_at(tokens, 0, "select") && !is_at(tokens, 0, "with")) return false;
  int depth = 0;
  for (const Token& token : tokens) {
    if (token == "(") ++depth;
    if (token == ")") --depth;
    if (depth == 0 && token == "into") return !command_modifies(tokens);
  }
  return false;
}

bool makes_what_indexes_need(std::string_view sql) {
  const std::vector<Token> tokens = tokens_of(sql);
  if (is_at(tokens, 0, "do") || is_at(tokens, 0, "call")) return true;  // Nobody knows what.
  if (!is_at(tokens, 0, "create")) return makes_objects(sql);
  std::size_t at = 1;
  if (is_at(tokens, at, "or")) at += 2;
  constexpr std::array others{"view",   "recursive", "statistics", "trigger", "constraint",
                              "policy", "rule",      "index",      "unique"};
  return at < tokens.size() && std::find(others.begin(), others.end(), tokens[at]) == others.end();
}

bool controls_transaction(std::string_view sql) {
  constexpr std::array commands{"begin",    "start", "commit",    "end",
                                "rollback", "abort", "savepoint", "release"};
  const std::vector<Token> tokens = tokens_of(sql);
  if (tokens.empty()) return false;
  if (is_at(tokens, 0, "prepare")) return is_at(tokens, 1, "transaction");
  return std::find(commands.begin(), commands.end(), tokens.front()) != commands.end();
}

std::optional<std::string> why_no_step(std::string_view sql) {
  const std::vector<Token> tokens = tokens_of(sql);
  const auto has_word = [&](std::string_view word) {
    return std::find(tokens.begin(), tokens.end(), word) != tokens.end();
  };
  const bool is_for_all = (is_at(tokens, 0, "discard") && is_at(tokens, 1, "all")) ||
                          (is_at(tokens, 0, "deallocate") && has_word("all"));
  if (is_for_all) {
    return "drops every prepared statement of the session, those of the tools included; "
           "DEALLOCATE what the operation itself has prepared";
  }
  if (is_at(tokens, 0, "copy") && (has_word("stdin") || has_word("stdout"))) {
    return "copies from or to the client, which no file of a store can do; use INSERT, a query, or "
           "COPY of a file of the server";
  }
  const bool is_savepoint = is_at(tokens, 0, "savepoint") || is_at(tokens, 0, "release") ||
                            (is_at(tokens, 0, "rollback") && has_word("to"));
  if (controls_transaction(sql) && !is_savepoint) {
    return "begins or ends a transaction; leave it out and write "
           "'@transaction explicit read_committed'";
  }
  return {};
}

bool modifies_rows(std::string_view sql) {
  const std::vector<Token> tokens = tokens_of(sql);
  return command_modifies(tokens);
}

bool returns_rows(std::string_view sql) {
  const std::vector<Token> tokens = tokens_of(sql);
  if (!is_at(tokens, 0, "with")) return command_returns_rows(tokens);
  return command_returns_rows(behind_with(tokens, is_at(tokens, 1, "recursive") ? 2 : 1));
}

}  // namespace eventstore::catalogue
