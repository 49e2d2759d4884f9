// bench-report: what the tools measured, for people and for pull requests.
//
//     result documents -> report

#include <CLI/CLI.hpp>

#include "core/pg/footprint.hpp"
#include "core/tool/run_tool.hpp"
#include "reports/comment.hpp"
#include "reports/options.hpp"
#include "reports/render.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Turn result documents into reports.", "bench-report"};
  reports::Options options;
  reports::declare_options(app, options);
  pg::add_print_settings_of_no_database(app, "bench-report");

  return run_tool(app, argc, argv, [&] {
    switch (options.command) {
      case reports::Options::Command::comment:
        return reports::comment(options.comment);
      case reports::Options::Command::missed:
        return reports::missed(options.missed);
      default:
        return reports::render(options.render);
    }
  });
}
