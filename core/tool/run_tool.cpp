#include "core/tool/run_tool.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/help_text.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/last_resort.hpp"
#include "core/tool/number_options.hpp"
#include "core/tool/output_options.hpp"
#include "core/tool/passwords.hpp"
#include "core/tool/standard_streams.hpp"
#include "core/tool/utf8.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore {

namespace {

/// CLI11 notices that a command is missing before it looks at a word that is none; the word that
/// was typed is what helps.
std::string complaint_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> left_over = app.remaining();
  if (left_over.empty() || app.get_allow_extras()) return error.what();
  return CLI::ExtrasError{std::vector{left_over.front()}}.what();
}

/// `--database "$VARIABLE"` with a variable that is not set must not mean the default: what then is
/// replaced is somebody's data.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (!value.empty()) continue;
      throw UsageError(fmt::format("{} is empty; leave it out for its default, or give it a value",
                                   option->get_name()));
    }
  }
  const auto all = [](const CLI::App*) { return true; };  // Groups of options are among them.
  for (const CLI::App* part : app.get_subcommands(all)) refuse_empty_values(*part);
}

/// Prints "TOOL: MESSAGE" to a stream; where nobody takes it the exit code says enough.
void print_line(const CLI::App& app, const std::string& message, std::FILE* stream) {
  std::fflush(stdout);
  // What a server or a file says may be of any length.
  constexpr std::size_t most_bytes = 4'000;
  const std::string told = printable_lines(without_passwords(message));
  const std::string line =
      fmt::format("{}: {}\n", app.get_name(), without_middle(told, most_bytes));
  std::fwrite(line.data(), 1, line.size(), stream);
}

/// Takes passwords out of what other users see of this process, as `ps` prints it.  What was on the
/// command line is in `app` by then.
void hide_passwords(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string hidden = without_passwords(argv[i]);
    if (hidden == argv[i]) continue;
    // The system keeps the place, not a copy.
    char* const shown = const_cast<char*>(argv[i]);
    const std::size_t length = std::strlen(shown);
    std::fill_n(shown, length, '\0');
    hidden.copy(shown, length);
  }
}

int exit_code_of(CLI::App& app, int argc, const char* const* argv,
                 const std::function<ExitCode()>& body) {
  const auto complain = [&app](const std::string& message, ExitCode exit_code) {
    print_line(app, message, stderr);
    return static_cast<int>(exit_code);
  };
  try {
    app.parse(argc, argv);
    refuse_empty_values(app);
    check_outputs(app);
    hide_passwords(argc, argv);
    return static_cast<int>(body());
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    if (asked_for_help) return app.exit(error);
    return complain(fmt::format("{} (see {} --help)", complaint_of(app, error), app.get_name()),
                    ExitCode::bad_usage);
  } catch (const UsageError& error) {
    return complain(error.what(), ExitCode::bad_usage);
  } catch (const DamagedData& error) {
    return complain(error.what(), ExitCode::oracle_failed);
  } catch (const Interrupted& error) {
    if (output_is_closed()) return static_cast<int>(ExitCode::failure);
    return complain(error.what(), ExitCode::failure);
  } catch (const std::system_error& error) {
    // A reader that has seen enough is told nothing.
    if (output_is_closed()) return static_cast<int>(ExitCode::failure);
    // Of one that reads nothing, a signal ended the writing.
    if (interrupted()) return complain(Interrupted{}.what(), ExitCode::failure);
    return complain(error.what(), ExitCode::failure);
  } catch (const std::bad_alloc&) {
    return complain(
        "out of memory: ask for less at once, or run it where there is more (docs/performance.md "
        "says what seed-events needs)",
        ExitCode::failure);
  } catch (const std::exception& error) {
    return complain(error.what(), ExitCode::failure);
  }
}

}  // namespace

int run_tool(CLI::App& app, int argc, const char* const* argv,
             const std::function<ExitCode()>& body) {
  open_standard_streams();
  const BuildInfo build = build_info();
  app.set_version_flag("--version",
                       fmt::format("{} {} ({}, {}, {})", app.get_name(), build.version,
                                   build.commit, build.build_type, build.compiler),
                       "Print the version and stop");
  use_help_text(app);
  take_numbers(app);
  catch_interrupts();
  const LastResort last_resort;
  const int exit_code = exit_code_of(app, argc, argv, body);
  if (output_is_closed()) return exit_code;
  const LostOutput lost = flush_standard_streams();
  if (lost.reason.empty()) return exit_code;
  print_line(app, lost.reason, lost.is_standard_error ? stdout : stderr);
  return static_cast<int>(ExitCode::failure);
}

}  // namespace eventstore
