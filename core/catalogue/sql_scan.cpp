#include "core/catalogue/sql_scan.hpp"

#include <algorithm>
#include <cctype>

namespace eventstore::catalogue {

namespace {

using Kind = SqlPiece::Kind;

bool starts_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool continues_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
/// PostgreSQL counts every byte above ASCII as a letter.
bool is_letter_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80U;
}

/// Where the quoted text that starts at `at` ends; a doubled quote does not end it.
std::size_t end_of_quote(std::string_view sql, std::size_t at, bool backslash_escapes) {
  const char quote = sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (backslash_escapes && sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      if (i + 1 < sql.size() && sql[i + 1] == quote) {
        ++i;
      } else {
        return i + 1;
      }
    }
  }
  return sql.size();
}

/// Comments of this kind nest in PostgreSQL.
std::size_t end_of_block_comment(std::string_view sql, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i + 1 < sql.size(); ++i) {
    if (sql.substr(i, 2) == "/*") {
      ++depth, ++i;
    } else if (sql.substr(i, 2) == "*/") {
      ++i;
      if (--depth == 0) return i + 1;
    }
  }
  return sql.size();
}

/// Where the dollar quote that starts at `at` ends, or `at` when none starts there.
std::size_t end_of_dollar_quote(std::string_view sql, std::size_t at) {
  std::size_t i = at + 1;
  if (i < sql.size() && std::isdigit(static_cast<unsigned char>(sql[i])) != 0) return at;
  while (i < sql.size() && (continues_word(sql[i]) || is_letter_byte(sql[i]))) ++i;
  if (i >= sql.size() || sql[i] != '$') return at;
  const std::string_view tag = sql.substr(at, i + 1 - at);
  const std::size_t closing = sql.find(tag, i + 1);
  return closing == std::string_view::npos ? sql.size() : closing + tag.size();
}

std::size_t end_of_word(std::string_view sql, std::size_t at) {
  std::size_t i = at;
  while (i < sql.size() && (continues_word(sql[i]) || is_letter_byte(sql[i]) || sql[i] == '$')) ++i;
  return i;
}

/// The piece that starts at `at`; `at` < sql.size().
SqlPiece piece_at(std::string_view sql, std::size_t at) {
  const auto piece = [&](Kind kind, std::size_t end) {
    return SqlPiece{kind, sql.substr(at, end - at), at};
  };
  const char c = sql[at];
  const char next = at + 1 < sql.size() ? sql[at + 1] : '\0';
  if (c == '-' && next == '-') {
    return piece(Kind::comment, std::min(sql.find_first_of("\n\r", at), sql.size()));
  }
  if (c == '/' && next == '*') return piece(Kind::comment, end_of_block_comment(sql, at));
  if (c == '\'' || c == '"') return piece(Kind::quoted, end_of_quote(sql, at, false));
  if ((c == 'e' || c == 'E') && next == '\'') {
    return piece(Kind::quoted, end_of_quote(sql, at + 1, true));
  }
  if (c == '$') {
    const std::size_t end = end_of_dollar_quote(sql, at);
    return end == at ? piece(Kind::other, at + 1) : piece(Kind::quoted, end);
  }
  if (c == ';') return piece(Kind::semicolon, at + 1);
  if (c == ':' && next == ':') return piece(Kind::other, at + 2);
  if (c == ':' && starts_word(next)) {
    const std::size_t end = end_of_word(sql, at + 1);
    return {Kind::parameter, sql.substr(at + 1, end - at - 1), at};
  }
  if (starts_word(c) || is_letter_byte(c)) return piece(Kind::word, end_of_word(sql, at));
  return piece(Kind::other, at + 1);
}

}  // namespace

std::vector<SqlPiece> scan_sql(std::string_view sql) {
  std::vector<SqlPiece> pieces;
  for (std::size_t at = 0; at < sql.size();) {
    const SqlPiece piece = piece_at(sql, at);
    at += piece.text.size() + (piece.kind == Kind::parameter ? 1 : 0);
    pieces.push_back(piece);
  }
  return pieces;
}

std::string comparable_text(std::string_view sql) {
  std::string text;
  bool after_blank = false;
  const auto is_of_word = [](char c) {
    constexpr unsigned char last_of_ascii = 127;
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte > last_of_ascii ||
           std::string_view{"_$'\""}.find(c) != std::string_view::npos;
  };
  const auto add = [&](std::string_view part) {
    if (after_blank && !text.empty() && is_of_word(text.back()) && is_of_word(part.front())) {
      text += ' ';
    }
    after_blank = false;
    text += part;
  };
  for (const SqlPiece& piece : scan_sql(sql)) {
    if (piece.kind == Kind::comment) {
      after_blank = true;
    } else if (piece.kind == Kind::parameter) {
      add(sql.substr(piece.offset, piece.text.size() + 1));
    } else if (piece.kind != Kind::other) {
      add(piece.text);
    } else {
      for (std::size_t at = 0; at < piece.text.size(); ++at) {
        if (std::isspace(static_cast<unsigned char>(piece.text[at])) != 0) {
          after_blank = true;
        } else {
          add(piece.text.substr(at, 1));
        }
      }
    }
  }
  return text;
}

std::string with_values(std::string_view sql, const std::vector<std::string>& values) {
  std::string text;
  const auto is_digit = [&](std::size_t at) {
    return at < sql.size() && std::isdigit(static_cast<unsigned char>(sql[at])) != 0;
  };
  std::size_t done = 0;
  for (const SqlPiece& piece : scan_sql(sql)) {
    if (piece.offset < done) continue;  // The digits of a number that was replaced.
    std::size_t end = piece.offset + 1;
    if (piece.text != "$" || !is_digit(end)) continue;
    std::size_t number = 0;
    for (; is_digit(end); ++end) number = 10 * number + static_cast<std::size_t>(sql[end] - '0');
    text += sql.substr(done, piece.offset - done);
    text += values.at(number - 1);
    done = end;
  }
  return text += sql.substr(done);
}

}  // namespace eventstore::catalogue
