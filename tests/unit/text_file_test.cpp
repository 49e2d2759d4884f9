#include "core/tool/text_file.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

namespace fs = std::filesystem;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using namespace std::string_literals;

namespace {

class GivenFile {
 public:
  std::string text_of(const std::string& content, TextFileLimits limits = {}) const {
    std::ofstream{path(), std::ios::binary} << content;
    return read_text_file(path(), limits);
  }
  std::string complaint_about(const std::string& content, TextFileLimits limits = {}) const {
    try {
      static_cast<void>(text_of(content, limits));
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  }
  [[nodiscard]] std::string path() const { return directory_ / "given.toml"; }

 private:
  tests::TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("a text file is read without byte-order mark and with LF line ends", "[unit][tool]") {
  const GivenFile file;
  CHECK(file.text_of("").empty());
  CHECK(file.text_of("\xEF\xBB\xBF").empty());
  CHECK(file.text_of("a\nb\n") == "a\nb\n");
  CHECK(file.text_of("\xEF\xBB\xBF"
                     "a\r\nb\r\n") == "a\nb\n");
  CHECK(file.text_of("a\rb\r\r\n\r") == "a\rb\r\n\r");
  CHECK(file.text_of("größe\n") == "größe\n");
  const std::string large(300'000, 'x');
  CHECK(file.text_of(large) == large);
}

TEST_CASE("UTF-16 and bytes that are no text are named", "[unit][tool]") {
  const GivenFile file;
  for (const std::string& content : {"\xFF\xFE"
                                     "a\0"s,
                                     "\xFE\xFF"
                                     "\0a"s,
                                     "a\0b\0"s, "\0a\0b"s,
                                     "\xFF\xFE\0\0"
                                     "a\0\0\0"s,
                                     "\0\0\xFE\xFF"s}) {
    CHECK(file.complaint_about(content) ==
          "cannot read " + file.path() + ": it is UTF-16 or UTF-32; save it as UTF-8");
  }
  CHECK(file.complaint_about("ab\n\0"s) ==
        "cannot read " + file.path() + ": line 2 holds a NUL byte, so it is no text file");
}

TEST_CASE("a text file has a bound", "[unit][tool]") {
  const GivenFile file;
  const TextFileLimits limits{.max_bytes = 1'000'000};
  CHECK(file.text_of(std::string(1'000'000, 'x'), limits).size() == 1'000'000);
  CHECK_THAT(file.complaint_about(std::string(1'000'001, 'x'), limits),
             EndsWith("given.toml: it has more than a megabyte"));
  CHECK_THROWS_WITH(read_text_file("/dev/zero", {.kind = FileKind::regular_or_stream}),
                    "cannot read /dev/zero: it has more than 16 megabytes");
  CHECK_THROWS_WITH(read_text_file("/dev/zero"), "cannot read /dev/zero: it is not a regular file");
}

TEST_CASE("what stands in the place of a text file is named", "[unit][tool]") {
  const GivenFile file;
  CHECK_THROWS_WITH(read_text_file(file.path()),
                    "cannot read " + file.path() + ": No such file or directory");
  fs::create_symlink("gone.toml", file.path());
  CHECK_THROWS_WITH(
      read_text_file(file.path()),
      "cannot read " + file.path() + ": it is a symbolic link to gone.toml, which does not exist");
  fs::remove(file.path());
  fs::create_directory(file.path());
  CHECK_THROWS_WITH(read_text_file(file.path()),
                    "cannot read " + file.path() + ": it is a directory, not a file");
  CHECK_THROWS_WITH(open_text_file(file.path()),
                    "cannot read " + file.path() + ": it is a directory, not a file");
}

TEST_CASE("an extension counts in upper and in lower case", "[unit][tool]") {
  CHECK(has_extension("a.sql", ".sql"));
  CHECK(has_extension("A.SQL", ".sql"));
  CHECK_FALSE(has_extension("sql", ".sql"));
  CHECK_FALSE(has_extension("a.sql.bak", ".sql"));
}

}  // namespace eventstore
