#include "core/server_program/commands.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>

#include <fmt/core.h>
#include <unistd.h>

#include "core/pg/footprint.hpp"
#include "core/server/local_server.hpp"
#include "core/server/server_binaries.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::server {

namespace {

const char* name_of(ServerState state) {
  switch (state) {
    case ServerState::absent:
      return "absent";
    case ServerState::stopped:
      return "stopped";
    case ServerState::running:
      break;
  }
  return "running";
}

ExitCode start_command() {
  ensure_running();
  const LocalServerStatus now = status();
  fmt::print("PostgreSQL {} is running in {}\n", now.version, now.state_directory);
  return ExitCode::success;
}

ExitCode stop_command() {
  fmt::print("{}\n", stop() ? "stopped" : "it was not running");
  return ExitCode::success;
}

ExitCode status_command() {
  const LocalServerStatus now = status();
  const auto line = [](const char* name, const std::string& value) {
    fmt::print("{:<10} {}\n", name, value.empty() ? "none" : value);
  };
  const bool is_running = now.state == ServerState::running;
  line("state", name_of(now.state));
  line("version", now.version);
  line("directory", now.state_directory);
  line("socket", now.socket_directory);
  line("programs", now.binary_directory);
  line("process", is_running ? std::to_string(now.pid) : "");
  return is_running ? ExitCode::success : ExitCode::failure;
}

/// The database is there afterwards, on a server that runs.
std::string uri_of(const std::string& database) {
  const pg::Database ready = pg::local_database(database);
  return connection_uri(default_state_directory(), ready.name);
}

ExitCode url_command(const std::string& database) {
  fmt::print("{}\n", uri_of(database));
  return ExitCode::success;
}

[[noreturn]] void psql_command(const std::string& database,
                               const std::vector<std::string>& psql_arguments) {
  std::string program = find_in_path("psql");
  if (program.empty()) program = status().binary_directory + "/psql";
  std::vector<std::string> arguments{"psql", "--dbname", uri_of(database)};
  arguments.insert(arguments.end(), psql_arguments.begin(), psql_arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  std::fflush(stdout);
  execv(program.c_str(), pointers.data());
  throw Failure(
      fmt::format("cannot run psql ({}); install it (Debian and Ubuntu: apt-get install "
                  "postgresql-client), or use another client with the address that "
                  "scripts/server url prints",
                  std::strerror(errno)));
}

void ask_before_destroying() {
  const std::string directory = default_state_directory();
  if (isatty(STDIN_FILENO) == 0) {
    throw UsageError(fmt::format("destroy removes every database in {}; say --yes", directory));
  }
  fmt::print("This removes the local server and every database in {}. Go on? [y/N] ", directory);
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") throw Failure("nothing was removed");
}

ExitCode destroy_command(const Options& options) {
  if (!options.is_confirmed) ask_before_destroying();
  const std::string directory = default_state_directory();
  fmt::print("{} {}\n", destroy() ? "removed" : "there was nothing to remove in", directory);
  return ExitCode::success;
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  app.require_subcommand(1);
  app.footer(
      "The server lives in $EVENTSTORE_STATE, by default below ~/.local/state, as root\n"
      "below /var/lib.");
  app.add_subcommand("start", "Create the server if there is none, start it if it is not running");
  app.add_subcommand("stop", "Stop it; the data stay");
  app.add_subcommand("status", "Say whether it runs and where; exits with 1 when it does not");
  const auto add_database = [&](CLI::App* command) {
    command->add_option("DATABASE", options.database, "Its name; created when it is missing")
        ->capture_default_str();
    return command;
  };
  add_database(app.add_subcommand("url", "Print a connection string, as --database takes it"));
  add_database(app.add_subcommand("psql", "Open psql on it; what stands behind -- goes to psql"));
  app.add_subcommand("destroy", "Stop it and remove it with all its databases")
      ->add_flag("--yes", options.is_confirmed, "Do not ask");
  pg::add_print_settings_of_every_command(app, options.print_settings);
  // What is the tool's own may stand behind a command, too.
  for (CLI::App* command : app.get_subcommands({})) command->fallthrough();
}

ExitCode run_command(const CLI::App& app, const Options& options,
                     const std::vector<std::string>& psql_arguments) {
  const std::map<std::string, std::function<ExitCode()>> commands{
      {"start", start_command},
      {"stop", stop_command},
      {"status", status_command},
      {"url", [&] { return url_command(options.database); }},
      {"psql", [&]() -> ExitCode { psql_command(options.database, psql_arguments); }},
      {"destroy", [&] { return destroy_command(options); }},
  };
  if (options.print_settings) {
    fmt::print("{}", pg::Footprint::of_every_command(pg::Tool::eventstore_server).text());
    return ExitCode::success;
  }
  const std::string name = app.get_subcommands().front()->get_name();
  if (!psql_arguments.empty() && name != "psql") {
    throw UsageError(fmt::format("{} takes nothing behind --", name));
  }
  return commands.at(name)();
}

}  // namespace eventstore::server
