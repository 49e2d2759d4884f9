// Properties of the source tree itself: who may include whom, where SQL may live, how long a file
// is.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/built_paths.hpp"

namespace fs = std::filesystem;

namespace {

/// A folder and the folders whose headers it may include, besides its own.
const std::map<std::string, std::set<std::string>> layers{
    {"core/tool", {}},
    {"core/random", {}},
    {"core/measure", {}},
    {"core/events", {"core/random"}},
    {"core/catalogue", {"core/tool"}},
    {"core/result", {"core/tool", "core/measure"}},
    {"core/server", {"core/catalogue", "core/tool"}},
    {"core/pg", {"core/catalogue", "core/measure", "core/server", "core/tool"}},
    {"core/server_program", {"core/pg", "core/server", "core/tool"}},
    {"core/dataset", {"core/catalogue", "core/pg", "core/result", "core/tool"}},
    {"core/cases",
     {"core/catalogue", "core/dataset", "core/events", "core/pg", "core/random", "core/tool"}},
    {"core/engine",
     {"core/cases", "core/catalogue", "core/events", "core/measure", "core/pg", "core/random",
      "core/tool"}},
    {"generator", {"core"}},
    {"bench", {"core"}},
    {"explain", {"core"}},
    {"reports", {"core"}},
};

struct Line {
  std::string file;
  int number = 0;
  std::string text;
  [[nodiscard]] std::string where() const { return file + ":" + std::to_string(number); }
};

std::vector<Line> lines_below(const std::string& directory) {
  const fs::path root{eventstore::tests::source_directory()};
  std::vector<Line> lines;
  for (const auto& entry : fs::recursive_directory_iterator{root / directory}) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    std::ifstream source{entry.path()};
    int number = 0;
    for (std::string text; std::getline(source, text);) {
      lines.push_back({fs::relative(entry.path(), root).generic_string(), ++number, text});
    }
  }
  return lines;
}

const std::vector<std::string> source_folders{"core", "generator", "bench", "explain", "reports"};

/// `#include "core/pg/wire.hpp"` -> core/pg; `#include "bench/judge.hpp"` -> bench; else empty.
std::string included_layer(const std::string& line) {
  static const std::regex include{R"re(#include "(core/[^/"]+|[^/"]+)/[^"]*")re"};
  std::smatch match;
  return std::regex_search(line, match, include) ? match[1].str() : "";
}

/// Whether a file of `layer` may include headers of `included`.
bool may_include(const std::string& layer, const std::string& included) {
  if (included == layer) return true;
  const auto& allowed = layers.at(layer);
  const bool all_of_core = allowed.contains("core") && included.starts_with("core/") &&
                           included != "core/server_program";
  return all_of_core || allowed.contains(included);
}

bool mentions_sql(const std::string& line) {
  static const std::regex sql{R"re("[^"]*\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b)re"};
  return std::regex_search(line, sql);
}

}  // namespace

TEST_CASE("each layer includes only what it may, and tools never each other", "[unit][tidy]") {
  for (const auto& [layer, allowed] : layers) {
    for (const Line& line : lines_below(layer)) {
      const std::string included = included_layer(line.text);
      if (included.empty()) continue;
      INFO(line.where() << ": " << line.text);
      CHECK(may_include(layer, included));
    }
  }
}

TEST_CASE("no folder of sources stands outside the layers", "[unit][tidy]") {
  for (const std::string& folder : source_folders) {
    for (const Line& line : lines_below(folder)) {
      const auto is_in = [&](const auto& layer) {
        return line.file.starts_with(layer.first + "/");
      };
      INFO(line.where());
      REQUIRE(std::any_of(layers.begin(), layers.end(), is_in));
    }
  }
}

TEST_CASE("the layering test would see a wrong include", "[unit][tidy]") {
  CHECK(included_layer(R"(#include "core/pg/wire.hpp")") == "core/pg");
  CHECK(included_layer("#include <vector>").empty());
  CHECK_FALSE(may_include("core/measure", "core/pg"));
  CHECK_FALSE(may_include("bench", "generator"));
  CHECK_FALSE(may_include("core/pg", "core/cases"));
  CHECK(may_include("bench", "core/pg"));
}

TEST_CASE("libpqxx is used by one file, Google Benchmark by bench/ only", "[unit][tidy]") {
  for (const std::string& folder : source_folders) {
    for (const Line& line : lines_below(folder)) {
      INFO(line.where() << ": " << line.text);
      if (line.text.starts_with("#include <pqxx/")) CHECK(line.file == "core/pg/session.cpp");
      if (line.text.starts_with("#include <benchmark/")) CHECK(line.file.starts_with("bench/"));
      if (line.text.starts_with("#include <libpq-fe")) CHECK(line.file.starts_with("core/"));
    }
  }
}

TEST_CASE("statements live in sql/, never in C++", "[unit][tidy]") {
  CHECK(mentions_sql(R"(run("SELECT 1"))"));
  CHECK_FALSE(mentions_sql("// SELECT in a comment"));
  for (const std::string& folder : source_folders) {
    for (const Line& line : lines_below(folder)) {
      INFO(line.where() << ": " << line.text);
      CHECK_FALSE(mentions_sql(line.text));
    }
  }
}

TEST_CASE("files are short and lines fit", "[unit][tidy]") {
  std::map<std::string, int> lengths;
  for (const std::string& folder : source_folders) {
    for (const Line& line : lines_below(folder)) {
      lengths[line.file] = line.number;
      const auto continues = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
      };
      const auto width = static_cast<std::ptrdiff_t>(line.text.size()) -
                         std::count_if(line.text.begin(), line.text.end(), continues);
      INFO(line.where());
      CHECK(width <= 100);
    }
  }
  for (const auto& [file, length] : lengths) {
    INFO(file);
    CHECK(length <= 400);
  }
}

TEST_CASE("no test's name looks like an option to the test program", "[unit][tidy]") {
  // ctest starts each test by its name, as the first argument.
  const auto looks_like_an_option = [](const std::string& line) {
    return line.find("TEST_CASE(\"-") != std::string::npos;
  };
  CHECK(looks_like_an_option("TEST_CASE(\"--verify finds it\") {"));
  for (const Line& line : lines_below("tests")) {
    if (line.file == "tests/unit/tidy_test.cpp") continue;
    INFO(line.where() << ": " << line.text);
    CHECK_FALSE(looks_like_an_option(line.text));
  }
}
