// One place turns a tool's body into an exit code.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "core/tool/exit_code.hpp"

namespace eventstore {

/// Parses the command line, runs `body`, and turns whatever escapes into one line on stderr.
/// Adds --version and our --help (core/tool/help_text.hpp).  CLI11's own usage errors become
/// ExitCode::bad_usage.  Output that a full device did not
/// take is ExitCode::failure, with the reason on the other stream.
[[nodiscard]] int run_tool(CLI::App& app, int argc, const char* const* argv,
                           const std::function<ExitCode()>& body);

}  // namespace eventstore
