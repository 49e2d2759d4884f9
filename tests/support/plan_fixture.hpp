// Plans that PostgreSQL 15 really made, in tests/golden/plans.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

#include "explain/plan_tree.hpp"
#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

/// The plan in tests/golden/plans/<name>.json.
inline explain::Plan plan_fixture(const std::string& name) {
  const std::string path = tests::source_directory() + "/tests/golden/plans/" + name + ".json";
  std::ifstream file{path};
  if (!file) throw std::runtime_error("no such fixture: " + path);
  return explain::parse_plan(nlohmann::ordered_json::parse(file));
}

}  // namespace eventstore::tests
