#include "reports/options.hpp"

#include "core/tool/allowed_values.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::reports {

namespace {

void declare_render(CLI::App& app, RenderOptions& options) {
  auto* render = app.add_subcommand("render", "Turn result documents into one report");
  render
      ->add_option("FILE", options.files,
                   "Result documents, as the tools write them with --out; each once")
      ->type_name("FILE")
      ->required();
  render
      ->add_option("--out", options.out,
                   "Where the Markdown goes; standard output where no file is asked for")
      ->type_name("FILE")
      ->check(writable_file());
  result::declare_report_files(*render, options.reports);
}

void declare_comment(CLI::App& app, Options& options) {
  CommentOptions& chosen = options.comment;
  auto* comment = app.add_subcommand(
      "comment",
      "One comment on a pull request: what got worse and what to do; all else collapsed");
  comment->callback([&options] { options.command = Options::Command::comment; });
  comment
      ->add_option("FILE", chosen.files,
                   "Result documents of the head, as the tools write them with --out; what was "
                   "measured again counts as in the last one")
      ->type_name("FILE")
      ->required();
  comment
      ->add_option("--before", chosen.before,
                   "A result document of the base, which has what was so before; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  auto* store = comment
                    ->add_option("--store", chosen.store,
                                 "The store of the head: a built-in name or a directory")
                    ->type_name("STORE")
                    ->check(read_only_folder());
  auto* before_store =
      comment
          ->add_option("--before-store", chosen.before_store,
                       "The store of the base: the comment says what the head no longer asks for "
                       "of it, as targets, plans and cases")
          ->type_name("STORE")
          ->check(read_only_folder())
          ->needs(store);
  store->needs(before_store);
  comment->add_option("--base", chosen.about.base, "What the revision of the base is called")
      ->type_name("REVISION");
  comment->add_option("--head", chosen.about.head, "What the revision of the head is called")
      ->type_name("REVISION");
  comment
      ->add_option("--exit-code", chosen.about.exit_code,
                   "What the review ends with: other than 0 and 7, the comment never says pass")
      ->type_name("CODE")
      ->check(between(0, 255));
  comment->add_option("--level", chosen.about.level, "What it is called how much was measured")
      ->type_name("LEVEL");
  comment
      ->add_option("--note", chosen.about.notes,
                   "A sentence that stands below the verdict; may be repeated")
      ->type_name("SENTENCE")
      ->allow_extra_args(false);
  comment
      ->add_option("--whole", chosen.whole,
                   "Where a reader finds what was left out for want of room")
      ->type_name("PLACE");
  comment->add_option("--out", chosen.out, "Where the Markdown goes; else to standard output")
      ->type_name("FILE")
      ->check(writable_file());
  result::declare_report_files(*comment, chosen.reports);
}

void declare_missed(CLI::App& app, Options& options) {
  auto* missed = app.add_subcommand(
      "missed", "A regular expression of the OPERATION/CASE that miss a latency target, or fail");
  missed->callback([&options] { options.command = Options::Command::missed; });
  missed
      ->add_option("FILE", options.missed.files,
                   "Result documents; what was measured again counts as in the last one")
      ->type_name("FILE")
      ->required();
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  app.require_subcommand(1);
  declare_render(app, options.render);
  declare_comment(app, options);
  declare_missed(app, options);
  // What is the tool's own may stand behind a command, too.
  for (CLI::App* command : app.get_subcommands({})) command->fallthrough();
}

}  // namespace eventstore::reports
