// The scripts as people call them.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"

using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("an option that a script does not know is bad usage, and nothing is built or run",
          "[unit][scripts]") {
  const std::string script =
      GENERATE("scripts/build", "scripts/demo", "scripts/install", "scripts/pull-request",
               "scripts/test", "tests/container", "tests/versions");

  const ProgramResult result = run_program(source_directory() + "/" + script, {"--nonsense"});

  CAPTURE(script, result.err);
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK_THAT(result.err, StartsWith("error: ") && ContainsSubstring("--nonsense") &&
                             ContainsSubstring(script + " --help"));
}

TEST_CASE("a script takes --option=value as --option value", "[unit][scripts]") {
  const ProgramResult result =
      run_program(source_directory() + "/scripts/demo", {"--tenants=none=0"});

  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("--tenants needs a whole number"));
}

TEST_CASE("words that ctest would take no notice of are bad usage for scripts/test",
          "[unit][scripts]") {
  const auto arguments =
      GENERATE(std::vector<std::string>{"-L", "unit", "pg"}, std::vector<std::string>{"-N", "-R"},
               std::vector<std::string>{"-Z"}, std::vector<std::string>{"unit"});

  const ProgramResult result = run_program(source_directory() + "/scripts/test", arguments);

  CAPTURE(arguments, result.err);
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("scripts/test --help"));
}
