// Plans that auto_explain wrote to a server's log, with auto_explain.log_format = json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::size_t bytes = 0;  ///< Of its text.
};

/// Plans of one kind that were counted only.
struct CountedPlans {
  std::int64_t count = 0;
  std::int64_t first_line = 0;

  void add(std::int64_t line) {
    if (count++ == 0) first_line = line;
  }
};

struct CapturedLog {
  std::vector<LoggedPlan> plans;  ///< Empty where they were handed on.
  std::int64_t plan_count = 0;
  CountedPlans cut_off;          ///< Plans that began and did not end.
  CountedPlans other_format;     ///< Plans in text, YAML or XML.
  CountedPlans unreadable;       ///< Plans that are not JSON, too deep or too large.
  std::int64_t other_lines = 0;  ///< That belong to no plan.
};

/// Reads a server's log, whatever wraps its lines (see captured_wrapping.hpp), and what a client
/// was told (client_min_messages = log).  `name` is the log's, for messages.  Throws UsageError
/// with the remedy for a file that is compressed or in UTF-16.  `take` is handed each plan as soon
/// as it is complete; without it all are kept.
[[nodiscard]] CapturedLog read_captured_log(std::istream& log, const std::string& name,
                                            std::function<void(LoggedPlan)> take = {});

}  // namespace eventstore::explain
