// Sentences in lines that fit a terminal.
#include "core/tool/wrapped_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace eventstore;

namespace {

std::string wrapped(std::string_view text, const Lines& lines) {
  std::string out;
  append_wrapped(out, text, lines);
  return out;
}

}  // namespace

TEST_CASE("a line is as long as its width allows, and the next ones begin at the indent",
          "[unit][text]") {
  CHECK(wrapped("one two three", {.width = 7}) == "one two\nthree\n");
  CHECK(wrapped("one two three", {.width = 7, .column = 4}) == "one\ntwo\nthree\n");
  CHECK(wrapped("one two three", {.width = 7, .indent = 2}) == "one two\n  three\n");
  CHECK(wrapped("a-long-word b", {.width = 5}) == "a-long-word\nb\n");
}

TEST_CASE("where nothing limits it, a text is one line", "[unit][text]") {
  CHECK(wrapped("one two three", {}) == "one two three\n");
  CHECK(wrapped("", {}) == "\n");
}
