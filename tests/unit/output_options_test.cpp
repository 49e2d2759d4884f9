// Which files a command line may name to be written.
#include "core/tool/output_options.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file may be new, or there, or in folders that have to be made", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "there.json"} << "{}";
  fs::create_symlink("nowhere.json", directory / "dangling.json");
  const CLI::Validator check = writable_file();

  CHECK(check(directory / "there.json").empty());
  CHECK(check(directory / "new.json").empty());
  CHECK(check(directory / "dangling.json").empty());
  CHECK(check(directory / "some/folder/new.json").empty());
  CHECK(check("-").empty());
  CHECK(check("/dev/null").empty());
  CHECK(check("/dev/stderr").empty());
  CHECK_FALSE(fs::exists(directory / "some"));
}

TEST_CASE("a file that could not be written in the end is refused at the beginning", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "file"} << "";
  fs::create_symlink("loop", directory / "loop");
  fs::create_directory_symlink(directory.path(), directory / "folder");
  const CLI::Validator check = writable_file();

  CHECK_THAT(check(directory.path().string()), ContainsSubstring("is a directory"));
  CHECK_THAT(check(directory / "folder"), ContainsSubstring("is a directory"));
  CHECK_THAT(check(directory / "loop"), ContainsSubstring("Too many levels of symbolic links"));
  CHECK_THAT(check("/dev/fd/x"), ContainsSubstring("no open file"));
  CHECK_THAT(check(directory / "file/out.json"),
             ContainsSubstring("cannot write ") && ContainsSubstring("file is not a directory"));
  CHECK_THAT(check(directory / "file/more/out.json"), ContainsSubstring("file is not a directory"));
  // Nobody may write there, not even root.
  CHECK_THAT(check("/proc/self/out.json"), ContainsSubstring("/proc/self may not be written to"));
}

TEST_CASE("an output is neither an input, nor another output, nor in a store", "[unit]") {
  const tests::TemporaryDirectory directory;
  fs::create_directories(directory / "store/operations");
  fs::create_directory(directory / "baseline");
  for (const char* file : {"in.log", "baseline/known.plan", "store/store.toml"}) {
    std::ofstream{directory / file} << "x";
  }
  fs::create_symlink("in.log", directory / "link.log");
  fs::create_hard_link(directory / "in.log", directory / "hard.log");
  fs::create_directory_symlink("store", directory / "shop");

  const auto complaint = [&](const std::vector<std::string>& arguments) -> std::string {
    CLI::App app{"", "tool"};
    std::string out, html, store, baseline, filter;
    std::vector<std::string> files;
    app.add_option("FILE", files);
    app.add_option("--out", out)->check(writable_file());
    app.add_option_group("reports")->add_option("--html", html)->check(writable_file());
    app.add_option("--store", store)->check(read_only_folder());
    app.add_option("--baseline", baseline);
    app.add_option("--filter", filter);
    std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
    app.parse(reversed);
    try {
      check_outputs(app);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  const auto at = [&](const char* name) { return directory / name; };

  const std::vector<std::vector<std::string>> refused{
      {at("in.log"), "--out", at("in.log")},
      {at("in.log"), "--out", at("link.log")},
      {at("in.log"), "--out", at("hard.log")},
      {at("link.log"), "--html", at("in.log")},
      {at("in.log"), "--out", at("store/../in.log")},
      {"--out", at("new"), "--html", at("new")},
      {"--out", at("new"), "--html", at("baseline/../new")},
      {"--out", "-", "--html", "-"},
      {"--store", at("store"), "--out", at("store/new.json")},
      {"--store", at("store"), "--out", at("store/operations/new.json")},
      {"--store", at("shop"), "--out", at("store/store.toml")},
      {"--store", at("store"), "--out", at("shop/new.json")},
      {"--baseline", at("baseline"), "--out", at("baseline/known.plan")},
  };
  for (const auto& arguments : refused) {
    INFO(fmt::format("{}", fmt::join(arguments, " ")));
    CHECK_FALSE(complaint(arguments).empty());
  }
  const std::vector<std::vector<std::string>> taken{
      {at("in.log"), "--out", at("out.log")},
      {at("in.log"), "--out", "/dev/null", "--html", "/dev/null"},
      {"--store", at("store"), "--out", at("store.json")},
      {"--store", "reference", "--out", at("reference")},
      {"--baseline", at("baseline"), "--out", at("baseline/new.json")},
      {"--filter", "append", "--out", "append"},
  };
  for (const auto& arguments : taken) {
    INFO(fmt::format("{}", fmt::join(arguments, " ")));
    CHECK(complaint(arguments).empty());
  }
}

}  // namespace eventstore
