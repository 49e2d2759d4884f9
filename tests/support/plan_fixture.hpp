// Plans that PostgreSQL 15 really made, in tests/golden/plans.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

#include "explain/plan_tree.hpp"
#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

/// tests/golden/plans/<name>.json, as EXPLAIN gave it.
inline nlohmann::ordered_json plan_json_fixture(const std::string& name) {
  const std::string path = tests::source_directory() + "/tests/golden/plans/" + name + ".json";
  std::ifstream file{path};
  if (!file) throw std::runtime_error("no such fixture: " + path);
  return nlohmann::ordered_json::parse(file);
}

/// The plan in it.
inline explain::Plan plan_fixture(const std::string& name) {
  return explain::parse_plan(plan_json_fixture(name));
}

}  // namespace eventstore::tests
