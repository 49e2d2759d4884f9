#include "bench/load/sessions_table.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace eventstore::load {

using catalogue::check_keys;
using catalogue::complain;

namespace {

constexpr std::int64_t most_sessions = 1000;

std::int64_t whole_number(const std::string& file, const toml::node& node, std::string_view key,
                          std::int64_t least, std::int64_t most) {
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return *value;
  complain(file, node, fmt::format("'{}' must be a whole number from {} to {}", key, least, most));
}

struct Setting {
  std::string_view key;
  int Sessions::*member;
  std::int64_t least;
  std::int64_t most;
};
constexpr std::array settings{
    Setting{"overflow", &Sessions::overflow, 1, most_sessions},
    Setting{"lives", &Sessions::lives, 1, most_sessions},
    Setting{"active", &Sessions::active, 1, most_sessions},
    Setting{"requests", &Sessions::requests, 1, 100'000},
    Setting{"errors", &Sessions::errors, 0, 100},
    Setting{"timeouts", &Sessions::timeouts, 0, 100},
};

void read_capacities(const std::string& file, const toml::table& table, Sessions& sessions) {
  const toml::node* node = table.get("capacities");
  if (node == nullptr || !node->is_array() || node->as_array()->empty()) {
    complain(file, table, "'capacities' must be a list: [50, 100]");
  }
  for (const toml::node& one : *node->as_array()) {
    sessions.capacities.push_back(
        static_cast<int>(whole_number(file, one, "capacities", 1, most_sessions)));
  }
}

}  // namespace

Sessions sessions_from(const std::string& file, const toml::table& root, const toml::node& node) {
  if (!node.is_table()) complain(file, node, "write it as [sessions]");
  for (const std::string_view key : {"phase", "population", "processors", "thresholds"}) {
    if (const toml::node* other = root.get(key)) {
      complain(file, *other, fmt::format("a scenario with [sessions] counts; it has no '{}'", key));
    }
  }
  const toml::table& table = *node.as_table();
  check_keys(file, table,
             {"capacities", "overflow", "lives", "active", "requests", "errors", "timeouts",
              "metadata_bytes"});
  Sessions sessions;
  read_capacities(file, table, sessions);
  for (const auto& [key, member, least, most] : settings) {
    const toml::node* value = table.get(key);
    if (value == nullptr) continue;
    sessions.*member = static_cast<int>(whole_number(file, *value, key, least, most));
  }
  if (const toml::node* value = table.get("metadata_bytes")) {
    sessions.metadata_bytes = whole_number(file, *value, "metadata_bytes", 1, 1 << 20);
  }
  if (sessions.errors + sessions.timeouts > 100) {
    complain(file, table, "'errors' and 'timeouts' are more than 100 % together");
  }
  return sessions;
}

}  // namespace eventstore::load
