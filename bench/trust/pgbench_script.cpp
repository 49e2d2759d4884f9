#include "bench/trust/pgbench_script.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <unistd.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/pg/value.hpp"
#include "core/server/server_binaries.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::trust {

namespace {

using catalogue::Parameter;

/// Numbers that no client and no call uses twice; each variable lives as long as its client.  Those
/// of events grow with time over all clients, as the harness's ids (UUIDv7) do: where in an index
/// they go, and who else is writing there, is a part of what an append costs.
constexpr const char* new_ids =
    "\\set calls :calls + 1\n"
    "\\set new_event :new_ids_from + :calls * 1024 + :client_id\n"
    "\\set new_aggregate random(1, 4611686018427387904)\n";

bool appends_one_event_to_a_new_aggregate(const catalogue::Case& which) {
  const auto is = [&](const char* name, const char* value) {
    const auto found = which.settings.find(name);
    return found != which.settings.end() && found->second == value;
  };
  return is("aggregate", "new") && is("events", "1");
}

std::string id_expression(const std::string& variable, const Parameter& parameter) {
  const std::string type{pg::type_name(parameter.type)};
  const std::string digits = fmt::format("lpad(to_hex(:{}::bigint), 32, '0')", variable);
  const bool is_array = type.ends_with("[]");
  if (!is_array) return fmt::format("{}::{}", digits, type);
  return fmt::format("ARRAY[{}::{}]", digits, type.substr(0, type.size() - 2));
}

/// What stands in the script for a parameter.
std::string expression_for(const Subject& subject, const Parameter& parameter) {
  const auto& [family, field] = parameter.source;
  if (subject.operation->writes() && family == "events" && field == "ids") {
    return id_expression("new_event", parameter);
  }
  if (subject.operation->writes() && family == "aggregate" && field != "type") {
    return id_expression("new_aggregate", parameter);
  }
  return fmt::format(":{}::{}", parameter.name, pg::type_name(parameter.type));
}

/// Comments may hold colons, which pgbench would take for variables.
std::string without_comments(std::string_view sql) {
  std::string text;
  for (const catalogue::SqlPiece& piece : catalogue::scan_sql(sql)) {
    if (piece.kind == catalogue::SqlPiece::Kind::comment) continue;
    if (piece.kind == catalogue::SqlPiece::Kind::parameter) text += ':';
    text += piece.text;
  }
  return text;
}

std::string statement_of(const Subject& subject) {
  const catalogue::Step& step = subject.step();
  std::vector<std::string> expressions;
  for (const std::size_t index : step.parameters) {
    expressions.push_back(expression_for(subject, subject.operation->parameters[index]));
  }
  const std::string text = catalogue::with_values(without_comments(step.sql), expressions);
  return text.substr(0, text.find_last_not_of("; \t\r\n") + 1) + ";\n";
}

}  // namespace

PgbenchScript pgbench_script(const Subject& subject, const cases::Arguments& arguments,
                             std::int64_t new_ids_from) {
  constexpr std::size_t longest = 100'000;  // Of a word of a command line: 128 kB on Linux.
  PgbenchScript script;
  const bool writes = subject.operation->writes();
  if (writes && !appends_one_event_to_a_new_aggregate(*subject.which)) {
    script.reason = "pgbench cannot make its arguments";
    return script;
  }
  for (const std::size_t index : subject.step().parameters) {
    const Parameter& parameter = subject.operation->parameters[index];
    const std::string value = pg::text_form(arguments[index], parameter.type);
    if (value.size() > longest) {
      script.reason = "an argument is too long for pgbench's command line";
      return script;
    }
    script.variables.emplace_back(parameter.name, value);
  }
  if (writes) {
    script.text = new_ids;
    script.variables.emplace_back("calls", "0");
    script.variables.emplace_back("new_ids_from", std::to_string(new_ids_from));
  }
  script.text += statement_of(subject);
  return script;
}

std::size_t nearest_the_mean(const std::vector<std::size_t>& sizes) {
  const auto sum = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  const double mean = static_cast<double>(sum) / static_cast<double>(sizes.size());
  const auto distance = [mean](std::size_t size) {
    return std::abs(static_cast<double>(size) - mean);
  };
  const auto nearest = std::min_element(sizes.begin(), sizes.end(), [&](auto one, auto other) {
    return distance(one) < distance(other);
  });
  return static_cast<std::size_t>(nearest - sizes.begin());
}

std::string pgbench_program() {
  for (const server::ServerBinaries& binaries : server::find_server_binaries()) {
    const std::string program = binaries.directory + "/pgbench";
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return server::find_in_path("pgbench");
}

}  // namespace eventstore::trust
