// Numbers on command lines are read as people write them, and nothing else is taken for one.
#include "core/tool/number_options.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <new>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "core/tool/run_tool.hpp"
#include "generator/options.hpp"

using namespace eventstore;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What seed-events makes of one option.
seed::Options parsed(const std::string& option, const std::string& value) {
  CLI::App app{"", "seed-events"};
  seed::Options options;
  seed::declare_options(app, options);
  take_numbers(app);
  const std::array arguments{"seed-events", option.c_str(), value.c_str()};
  app.parse(static_cast<int>(arguments.size()), arguments.data());
  return options;
}

/// Its complaint.
std::string refused(const std::string& option, const std::string& value) {
  try {
    [[maybe_unused]] const seed::Options options = parsed(option, value);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("leading zeros change no number", "[unit][tool]") {
  CHECK(parsed("--events", "0100").shape.events == 100);
  CHECK(parsed("--events", "000000000000000000000000100").shape.events == 100);
  CHECK(parsed("--seed", "052").shape.seed == 52);
  CHECK(parsed("--tenants", "08").shape.tenants == 8);
  CHECK(parsed("--append", "010").append == 10);
  CHECK(parsed("--batch", "010").batch == 10);
  CHECK(parsed("--connections", "07").connections == 7);
  CHECK(parsed("--snapshot-every", "00").shape.snapshot_every == 0);
}

TEST_CASE("what is no decimal number is called that, for every option of whole numbers",
          "[unit][tool]") {
  for (const char* option : {"--events", "--tenants", "--seed", "--append", "--batch",
                             "--connections", "--snapshot-every"}) {
    for (const char* value : {"", "0x64", "1e", "-1", "+5", " 5", "5 ", "1.5", "1'000", "1_000",
                              "1,000", "0b1", "0o7", "five"}) {
      CAPTURE(option, value);
      CHECK_THAT(refused(option, value),
                 ContainsSubstring(option) && ContainsSubstring("is not a whole number"));
    }
  }
}

TEST_CASE("suffixes and exponents are taken by every option of whole numbers", "[unit][tool]") {
  CHECK(parsed("--events", "10M").shape.events == 10'000'000);
  CHECK(parsed("--events", "1e6").shape.events == 1'000'000);
  CHECK(parsed("--append", "2k").append == 2000);
}

TEST_CASE("a seed is taken whole, or refused", "[unit][tool]") {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  CHECK(parsed("--seed", std::to_string(most)).shape.seed == most);
  CHECK_THAT(refused("--seed", "18446744073709551616"), ContainsSubstring("is too large"));
  CHECK_THAT(refused("--events", "9223372036854775808"), ContainsSubstring("is too large"));
  CHECK_THAT(refused("--connections", "4294967297"), ContainsSubstring("not in range"));
}

TEST_CASE("what a tool throws decides its exit code", "[unit][tool]") {
  const auto code_of = [](const auto& error) {
    CLI::App app{"", "a-tool"};
    const std::array arguments{"a-tool"};
    return run_tool(app, 1, arguments.data(), [&]() -> ExitCode { throw error; });
  };
  CHECK(code_of(std::bad_alloc{}) == 1);
  CHECK(code_of(Failure{"it failed"}) == 1);
  CHECK(code_of(UsageError{"no"}) == 2);
  CHECK(code_of(DamagedData{"gone"}) == 6);
}
