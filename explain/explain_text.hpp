// The statements that explain a step of an operation, as text.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/operation.hpp"

namespace eventstore::explain {

/// `EXECUTE read_stream_batch('1'::integer, ...)`: the call of one step with an expression for each
/// of its parameters, since EXPLAIN EXECUTE takes no parameters itself.
[[nodiscard]] std::string execute_text(const catalogue::Operation& operation,
                                       const catalogue::Step& step,
                                       const std::vector<std::string>& arguments);

/// "LOCK", "CREATE TABLE": the words that a statement begins with, in capitals.
[[nodiscard]] std::string command_of(const std::string& sql);

/// The options of EXPLAIN ANALYZE that a server of this version has, as PQserverVersion gives it;
/// results are binary, as the harness reads them.
[[nodiscard]] std::string explain_options(int server_version);

}  // namespace eventstore::explain
