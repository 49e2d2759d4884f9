#include "explain/explain_text.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/pg/quoted_name.hpp"

namespace eventstore::explain {

std::string execute_text(const catalogue::Operation& operation, const catalogue::Step& step,
                         const std::vector<std::string>& arguments) {
  const std::string name = pg::quoted_name(cases::statement_name(operation, step));
  if (arguments.empty()) return "EXECUTE " + name;
  return fmt::format("EXECUTE {}({})", name, fmt::join(arguments, ", "));
}

std::string command_of(const std::string& sql) {
  std::string words;
  int count = 0;
  for (const catalogue::SqlPiece& piece : catalogue::scan_sql(sql)) {
    if (piece.kind != catalogue::SqlPiece::Kind::word) continue;
    std::string word{piece.text};
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool has_object = word == "CREATE" || word == "ALTER" || word == "DROP";
    words += (count == 0 ? "" : " ") + word;
    if (++count == 2 || !has_object) break;
  }
  return words;
}

std::string explain_options(int server_version) {
  constexpr int with_serialize = 170'000;
  return std::string{"ANALYZE, BUFFERS, SETTINGS, WAL, "} +
         (server_version >= with_serialize ? "SERIALIZE BINARY, " : "") + "FORMAT JSON";
}

}  // namespace eventstore::explain
