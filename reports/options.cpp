#include "reports/options.hpp"

namespace eventstore::reports {

void declare_options(CLI::App& app, RenderOptions& options) {
  app.require_subcommand(1);
  auto* render = app.add_subcommand("render", "Turn result documents into one report");
  render
      ->add_option("FILE", options.files,
                   "Result documents, as the tools write them with --out; each once")
      ->type_name("FILE")
      ->required();
  render
      ->add_option("--out", options.out,
                   "Where the Markdown goes; standard output where no file is asked for")
      ->type_name("FILE");
  result::declare_report_files(*render, options.reports);
}

}  // namespace eventstore::reports
