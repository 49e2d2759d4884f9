// What an option's value is checked for before anything is done.
#include "core/tool/allowed_values.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file may be new, or there, or in folders that have to be made", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "there.json"} << "{}";
  const CLI::Validator check = writable_file();

  CHECK(check(directory / "there.json").empty());
  CHECK(check(directory / "new.json").empty());
  CHECK(check(directory / "some/folder/new.json").empty());
  CHECK_FALSE(std::filesystem::exists(directory / "some"));
}

TEST_CASE("a file that could not be written in the end is refused at the beginning", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "file"} << "";
  const CLI::Validator check = writable_file();

  CHECK_THAT(check(directory.path().string()), ContainsSubstring("is a directory"));
  CHECK_THAT(check(directory / "file/out.json"),
             ContainsSubstring("cannot write ") && ContainsSubstring("file is no directory"));
  CHECK_THAT(check(directory / "file/more/out.json"), ContainsSubstring("file is no directory"));
  // Nobody may write there, not even root.
  CHECK_THAT(check("/proc/self/out.json"), ContainsSubstring("/proc/self may not be written to"));
}

}  // namespace eventstore
