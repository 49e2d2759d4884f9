// What --help shows, and what may be said together.
#include "core/tool/help_text.hpp"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/options.hpp"
#include "core/server_program/commands.hpp"
#include "core/tool/allowed_values.hpp"
#include "explain/options.hpp"
#include "generator/options.hpp"
#include "reports/options.hpp"

using namespace eventstore;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A tool's help, that of its commands included.
std::string all_help(CLI::App& app) {
  use_help_text(app);
  std::string text = app.help();
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_name().empty()) text += command->help(app.get_name());
  }
  return text;
}

/// The words of `text` with one space between them, however its lines are broken.
std::string in_one_line(const std::string& text) {
  std::istringstream words{text};
  std::string line;
  for (std::string word; words >> word;) line += word + " ";
  return line;
}

template <typename Options>
std::string help_of(const std::string& name, void (*declare)(CLI::App&, Options&)) {
  CLI::App app{"What it does.", name};
  Options options;
  declare(app, options);
  return all_help(app);
}

std::vector<std::string> help_of_every_tool() {
  return {help_of("seed-events", seed::declare_options),
          help_of("eventstore_bench", bench::declare_options),
          help_of("plan-review", explain::declare_options),
          help_of("bench-report", reports::declare_options),
          help_of("eventstore-server", server::declare_options)};
}

/// What parsing says about this command line; empty when it is content.
std::string complaint_about(CLI::App& app, std::vector<std::string> arguments) {
  try {
    app.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("help shows values, what they may be and their defaults in words", "[unit][help]") {
  CLI::App app{"Count the sheep of a farm.", "count-sheep"};
  std::int64_t sheep = 20'000;
  std::string how = "fast";
  bool asleep = false;
  std::string where;
  std::vector<std::string> farms;
  auto* counting = app.add_option_group("Counting", "what is counted, and how");
  counting->add_option("-s,--sheep", sheep, "Sheep on the farm")
      ->check(between(std::int64_t{1}, std::int64_t{2'000'000}))
      ->capture_default_str();
  auto* how_option = counting->add_option("--how", how, "How to count")
                         ->type_name("HOW")
                         ->transform(one_of({"fast", "slowly", "twice"}))
                         ->capture_default_str();
  counting
      ->add_flag("--asleep", asleep,
                 "Count those that sleep, too, which takes longer, since they lie in "
                 "places where they are not seen from the road")
      ->excludes(how_option);
  app.add_option("--where", where, "Where it is written")->type_name("FILE")->required();
  app.add_option("FARM", farms, "The farms")->type_name("FILE")->required();
  use_help_text(app);

  CHECK(app.help() ==
        "Count the sheep of a farm.\n"
        "\n"
        "Usage: count-sheep [OPTIONS] --where FILE FARM...\n"
        "\n"
        "Arguments:\n"
        "  FARM...                   The farms\n"
        "\n"
        "Counting: what is counted, and how\n"
        "  -s, --sheep N             Sheep on the farm (1 to 2,000,000; default 20,000)\n"
        "  --how HOW                 How to count (fast, slowly or twice; default fast)\n"
        "  --asleep                  Count those that sleep, too, which takes longer,\n"
        "                            since they lie in places where they are not seen\n"
        "                            from the road\n"
        "\n"
        "Other options:\n"
        "  --where FILE              Where it is written (required)\n"
        "  -h, --help                Print this help and stop\n");
}

TEST_CASE("help shows commands, and says so where the options of the tool work for them",
          "[unit][help]") {
  CLI::App app{"Keep sheep.", "sheep"};
  auto* shear = app.add_subcommand("shear", "Take the wool");
  shear->fallthrough();
  use_help_text(app);

  CHECK(app.help() ==
        "Keep sheep.\n"
        "\n"
        "Usage: sheep [OPTIONS] [COMMAND]\n"
        "\n"
        "Options:\n"
        "  -h, --help                Print this help and stop\n"
        "\n"
        "Commands; sheep COMMAND --help has the options of each:\n"
        "  shear                     Take the wool\n");
  CHECK_THAT(shear->help("sheep"),
             ContainsSubstring("Usage: sheep shear [OPTIONS]\n") &&
                 ContainsSubstring("\nThe options of sheep work here as well.\n"));
}

TEST_CASE("no tool's help has the words of the library that reads the options", "[unit][help]") {
  for (const std::string& help : help_of_every_tool()) {
    CAPTURE(help);
    for (const char* word : {"Excludes", "REQUIRED", "INT", "FLOAT", "TEXT", "ENUM", " in [", "->",
                             "Option Group", "Positionals", "SUBCOMMAND"}) {
      CHECK_THAT(help, !ContainsSubstring(word));
    }
  }
}

TEST_CASE("every tool's help fits 80 columns", "[unit][help]") {
  for (const std::string& help : help_of_every_tool()) {
    std::istringstream lines{help};
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
    }
  }
}

TEST_CASE("the help of seed-events has every option with its range and its default",
          "[unit][help]") {
  CLI::App app{"What it does.", "seed-events"};
  seed::Options options;
  seed::declare_options(app, options);
  const std::string help = in_one_line(all_help(app));

  for (const char* text : {"--events N ",
                           "(1 to 2,000,000,000; default 1,000,000)",
                           "(1 to 10,000; default 12)",
                           "--seed N ",
                           "--tenant-skew SKEW ",
                           "(default 80/20)",
                           "--payload-mix S/M/L ",
                           "(default 70/25/5)",
                           "--payload-scale FACTOR ",
                           "--interleave HOW ",
                           "(default lifetimes)",
                           "--snapshot-every N ",
                           "(0 to 1,000; default 100)",
                           "--database URI ",
                           "--store STORE ",
                           "--connections N ",
                           "(1 to 64; default ",
                           "--batch N ",
                           "--replace ",
                           "--reuse ",
                           "--dry-run ",
                           "--verify ",
                           "--append N ",
                           "--describe ",
                           "at most one of these",
                           "--format FORMAT ",
                           "--output FILE ",
                           "--quiet ",
                           "--out FILE ",
                           "-h, --help "}) {
    CHECK_THAT(help, ContainsSubstring(text));
  }
}

TEST_CASE("two jobs of seed-events exclude each other, and the message names both",
          "[unit][help]") {
  const std::vector<std::vector<std::string>> jobs{
      {"--replace"}, {"--reuse"}, {"--dry-run"}, {"--verify"}, {"--append", "5"}, {"--describe"}};
  const auto first = GENERATE_COPY(range(std::size_t{0}, jobs.size()));
  const auto second = GENERATE_COPY(range(std::size_t{0}, jobs.size()));
  CLI::App app{"What it does.", "seed-events"};
  seed::Options options;
  seed::declare_options(app, options);
  use_help_text(app);
  std::vector<std::string> arguments = jobs[first];
  if (first != second) {
    arguments.insert(arguments.end(), jobs[second].begin(), jobs[second].end());
  }

  const std::string complaint = complaint_about(app, arguments);

  if (first == second) {
    CHECK(complaint.empty());
  } else {
    CHECK_THAT(complaint,
               ContainsSubstring(jobs[first].front()) && ContainsSubstring(jobs[second].front()));
  }
}

TEST_CASE("what is none of the words is refused with all of them, and case does not matter",
          "[unit][help]") {
  CLI::App app{"What it does.", "eventstore_bench"};
  bench::Options options;
  bench::declare_options(app, options);

  CHECK_THAT(complaint_about(app, {"--plan-cache-mode", "fast"}),
             ContainsSubstring("--plan-cache-mode: 'fast' is not auto, force_custom_plan or "
                               "force_generic_plan"));
  CHECK(complaint_about(app, {"--plan-cache-mode", "Force_Generic_Plan"}).empty());
  CHECK(options.plan_cache_mode == bench::PlanCacheMode::force_generic_plan);
}
