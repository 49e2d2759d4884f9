// Plans that auto_explain wrote to a server's log, with auto_explain.log_format = json.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace eventstore::explain {

struct LoggedPlan {
  nlohmann::ordered_json plan;  ///< As EXPLAIN (FORMAT JSON) has it, with "Query Text".
  std::string query;
  double milliseconds = 0.0;
  std::int64_t line = 0;  ///< Where it begins in the log.
};

struct CapturedLog {
  std::vector<LoggedPlan> plans;
  std::int64_t cut_off = 0;      ///< Plans that began and did not end.
  std::int64_t other_lines = 0;  ///< That belong to no plan.
};

/// Reads PostgreSQL's text log, whatever log_line_prefix is, its jsonlog, and what a client was
/// told (client_min_messages = log).  `name` is the log's, for messages.  Throws UsageError naming
/// the line and the setting for a plan in another format.
[[nodiscard]] CapturedLog read_captured_log(std::istream& log, const std::string& name);

}  // namespace eventstore::explain
