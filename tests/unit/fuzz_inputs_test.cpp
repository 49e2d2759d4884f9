// The inputs that fuzzing kept (scripts/fuzz), and those in which it found a fault.

#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "tests/fuzz/kept_inputs.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::fuzz {

TEST_CASE("what fuzzing kept is read, or refused in a sentence", "[unit][fuzz]") {
  const Target target = GENERATE(from_range(targets()));
  CAPTURE(target.name);
  const std::string file =
      tests::source_directory() + "/tests/fuzz/inputs/" + std::string{target.name} + ".txt";
  const auto inputs = parse_kept_inputs(tests::file_text(file));
  CHECK_FALSE(inputs.empty());
  for (const std::string& input : inputs) {
    CAPTURE(input);
    CHECK_NOTHROW(target.run(input));
  }
}

TEST_CASE("long inputs made of one fragment are read, or refused in a sentence", "[unit][fuzz]") {
  const Target target = GENERATE(from_range(targets()));
  CAPTURE(target.name);
  // That target wraps its input in some seventy ways.
  const std::size_t size = target.name == "log_wrappings" ? 2'000 : 100'000;
  for (const std::string fragment : {"(",           "[",       "{",
                                     "[{",          "{\"a\":", "\"",
                                     "'",           "\\",      "\"\"\"",
                                     "-- ",         "/*",      "$$",
                                     "$a$",         "a",       "9",
                                     "\n",          " ",       "@",
                                     "=",           ",",       ";",
                                     "*",           "(a*)*",   "begin ",
                                     "case ",       "E'",      "a.",
                                     "a = 1\n",     "[a]\n",   "[[a]]\n",
                                     "<",           "`",       "|",
                                     "&password=",  "://",     "@sla p95 < 1 ms\n",
                                     "::error::\n", "\x80",    "LOG:  duration: 1.0 ms  plan:\n",
                                     "\t{\n"}) {
    CAPTURE(fragment);
    std::string input;
    while (input.size() < size) input += fragment;
    CHECK_NOTHROW(target.run(input));
  }
}

TEST_CASE("kept inputs are packed byte for byte", "[unit][fuzz]") {
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  const std::vector<std::string> inputs{"", "a\nb", all_bytes, "\xC3\xA4\xFF"};
  CHECK(parse_kept_inputs(text_of_kept_inputs(inputs)) == inputs);
  CHECK_THROWS(parse_kept_inputs("\"a\"\n7\n"));
}

TEST_CASE("a promise that is broken fails a target", "[unit][fuzz]") {
  CHECK_THROWS_AS(require(false, "a sentence"), BrokenPromise);
  CHECK_THROWS_AS(require_sentence(""), BrokenPromise);
  CHECK_THROWS_AS(require_own_words("[json.exception.type_error.302]", "{}"), BrokenPromise);
  CHECK_THROWS_AS(require_sentence("no file", "a.sql"), BrokenPromise);
  CHECK_NOTHROW(require_sentence("a.sql:1: what is wrong", "a.sql"));
  CHECK(refusal_of([] { throw UsageError("x"); }) == "x");
  CHECK_THROWS_AS(static_cast<void>(refusal_of([] { throw std::out_of_range("stoi"); })),
                  std::out_of_range);
}

}  // namespace eventstore::fuzz
