#include "reports/options.hpp"

namespace eventstore::reports {

void declare_options(CLI::App& app, RenderOptions& options) {
  app.require_subcommand(1);
  auto* render = app.add_subcommand("render", "Turn result documents into one Markdown report");
  render
      ->add_option("FILE", options.files,
                   "Result documents, as the tools write them with --out; each once")
      ->type_name("FILE")
      ->required();
  render->add_option("--out", options.out, "Where the report goes; standard output without it")
      ->type_name("FILE");
  result::declare_markdown_limit(*render, options.markdown_limit);
}

}  // namespace eventstore::reports
