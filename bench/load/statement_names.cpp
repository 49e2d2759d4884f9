#include "bench/load/statement_names.hpp"

#include <cstddef>

namespace eventstore::load {

namespace {

/// Below this, the begin of a statement is that of many.
constexpr std::size_t tells_apart = 100;

bool shows(std::string_view query, std::string_view sql) {
  return query == sql || (query.size() >= tells_apart && sql.starts_with(query));
}

std::string begin_of(std::string_view query) {
  constexpr std::size_t readable = 60;
  std::string line;
  for (const char letter : query) {
    const bool is_blank = letter == ' ' || letter == '\n' || letter == '\t';
    if (is_blank && (line.empty() || line.back() == ' ')) continue;
    if (line.size() == readable) return line + "...";
    line += is_blank ? ' ' : letter;
  }
  return line;
}

}  // namespace

std::string statement_name(const catalogue::Catalogue& catalogue, std::string_view query) {
  for (const catalogue::Operation& operation : catalogue.operations) {
    for (const catalogue::Step& step : operation.steps) {
      if (shows(query, step.sql)) return operation.title();
    }
  }
  return begin_of(query);
}

}  // namespace eventstore::load
