// bench-report: what the tools measured, for people and for pull requests.
//
//     result documents -> report

#include <CLI/CLI.hpp>

#include "core/tool/run_tool.hpp"
#include "reports/comment.hpp"
#include "reports/options.hpp"
#include "reports/render.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Turn result documents into reports.", "bench-report"};
  reports::Options options;
  reports::declare_options(app, options);

  return run_tool(app, argc, argv, [&] {
    return options.is_comment ? reports::comment(options.comment) : reports::render(options.render);
  });
}
