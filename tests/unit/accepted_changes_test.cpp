// accepted.toml of a store's folder.

#include "core/catalogue/accepted_changes.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::catalogue {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::vector<Operation>& operations() {
  static const Catalogue reference = load_catalogue("reference");
  return reference.operations;
}

std::string line(const std::string& operation, const std::string& case_name,
                 const std::string& quantity, const std::string& limit,
                 const std::string& more = "reason = \"a new index\"\n") {
  return "[[accepted]]\noperation = \"" + operation + "\"\ncase = \"" + case_name +
         "\"\nquantity = \"" + quantity + "\"\nlimit = " + limit + "\n" + more;
}

std::string complaint(const std::string& text) {
  try {
    static_cast<void>(parse_accepted_changes(text, "accepted.toml", operations()));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("accepted changes are read with the place where each stands", "[unit][accepted]") {
  const auto changes = parse_accepted_changes(
      line("append_events", "new_100", "buffers", "1900") +
          line("find_event.without_tenant", "*", "plan", "\"\"\"\nLimit\n  Seq Scan\n\"\"\""),
      "accepted.toml", operations());

  REQUIRE(changes.size() == 2);
  CHECK(changes[0] == AcceptedChange{.operation = "append_events",
                                     .case_name = "new_100",
                                     .step = "",
                                     .quantity = "buffers",
                                     .limit = "1900",
                                     .reason = "a new index",
                                     .at = "accepted.toml:1"});
  CHECK(changes[1].limit == "Limit\n  Seq Scan");
  CHECK(changes[1].at == "accepted.toml:7");
  CHECK(parse_accepted_changes("", "accepted.toml", operations()).empty());
}

TEST_CASE("what is wrong in accepted.toml is named with its line", "[unit][accepted]") {
  const std::string right = line("append_events", "new_100", "buffers", "1900");
  CHECK(complaint(right).empty());
  CHECK_THAT(complaint("[accept]\n"), ContainsSubstring("unknown key 'accept'"));
  CHECK_THAT(complaint("accepted = 3\n"), StartsWith("accepted.toml:1: write [[accepted]]"));
  CHECK_THAT(complaint(right + "until = 2027\n"),
             StartsWith("accepted.toml:7: unknown key 'until'"));
  CHECK_THAT(complaint(line("append_event", "new_100", "buffers", "1900")),
             StartsWith("accepted.toml:2: the store has no operation 'append_event'; it has ") &&
                 ContainsSubstring("append_events"));
  CHECK_THAT(complaint(line("append_events", "new_7", "buffers", "1900")),
             StartsWith("accepted.toml:3: append_events has no case 'new_7'; it has new_1,"));
  CHECK_THAT(complaint(line("append_events", "*", "rows", "1900")),
             StartsWith("accepted.toml:4: 'quantity' is buffers, wal_bytes, plan, not 'rows'"));
  CHECK_THAT(complaint(line("append_events", "*", "p95", "12")), ContainsSubstring("@sla"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900", "reason = \"a\\u001bb\"\n")),
             ContainsSubstring("one line"));
  CHECK(complaint(line("append_events", "*", "buffers", "1900",
                       "reason = \"" + std::string(501, 'x') + "\"\n")) ==
        "accepted.toml:6: 'reason' has 501 bytes; at most 500 are allowed");
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900",
                            "reason = \"why\"\nstep = \"insert\"\n")),
             ContainsSubstring("append_events has no step 'insert'"));
  CHECK_THAT(complaint(right + right),
             StartsWith("accepted.toml:7: buffers of append_events/new_100 is accepted at "
                        "accepted.toml:1 already; keep one of the two"));
  const std::string plan = line("append_events", "new_100", "plan", "\"0123456789abcdef\"");
  CHECK_THAT(complaint(plan + plan), StartsWith("accepted.toml:7: plan of "));
  CHECK(complaint(plan + line("append_events", "new_100", "plan", "\"another\"")).empty());
  CHECK_THAT(complaint("[[accepted]\n"), StartsWith("accepted.toml:1: "));
}

TEST_CASE("each text of accepted.toml that is missing, empty or of another type has a sentence",
          "[unit][accepted]") {
  const auto [key, number, remedy] = GENERATE(table<std::string, int, std::string>(
      {{"operation", 2, "write the name of an operation"},
       {"case", 3, "write the name of a case, or \"*\" for each"},
       {"step", 4, "write the name of a step, or leave it out"},
       {"quantity", 5, "write one of buffers, wal_bytes, plan"},
       {"limit", 6, "write the hash that plan-review prints"},
       {"reason", 7, "write why this change is accepted"}}));
  CAPTURE(key);
  const auto text_with = [&key](const std::string& value) {
    std::string text = "[[accepted]]\n";
    for (const auto& [each, right] :
         {std::pair{"operation", "\"append_events\""}, std::pair{"case", "\"new_100\""},
          std::pair{"step", "\"insert\""}, std::pair{"quantity", "\"plan\""},
          std::pair{"limit", "\"0123456789abcdef\""}, std::pair{"reason", "\"why\""}}) {
      // Of append_events, which has no steps.
      if (key != each && each == std::string{"step"}) {
        text += "\n";
      } else if (key != each || !value.empty()) {
        text += fmt::format("{} = {}\n", each, key == each ? value : right);
      }
    }
    return text;
  };
  const std::string at = fmt::format("accepted.toml:{}: '{}' ", number, key);

  CHECK(complaint(text_with("\"\"")) == at + "is empty; " + remedy);
  CHECK(complaint(text_with("\" \\t\"")) == at + "is empty; " + remedy);
  CHECK(complaint(text_with("7")) == at + "must be a text in quotes, not a number");
  CHECK(complaint(text_with("nan")) == at + "must be a text in quotes, not a number");
  CHECK(complaint(text_with("true")) == at + "must be a text in quotes, not a boolean");
  CHECK(complaint(text_with("[\"a\"]")) == at + "must be a text in quotes, not an array");
  CHECK(complaint(text_with("{a = 1}")) == at + "must be a text in quotes, not a table");
  CHECK(complaint(text_with("2027-01-01")) == at + "must be a text in quotes, not a date or time");
  if (key != "step") {
    CHECK(complaint(text_with("")) ==
          fmt::format("accepted.toml:1: '{}' is missing; {}", key, remedy));
  }
}

TEST_CASE("a limit that is not a whole number above 0 is shown", "[unit][accepted]") {
  const auto [limit, shown] = GENERATE(table<std::string, std::string>({{"0", "0"},
                                                                        {"-5", "-5"},
                                                                        {"1900.5", "1900.5"},
                                                                        {"1e3", "1000.0"},
                                                                        {"nan", "nan"},
                                                                        {"-inf", "-inf"},
                                                                        {"\"1900\"", "a text"},
                                                                        {"[1900]", "an array"}}));
  CHECK(complaint(line("append_events", "*", "buffers", limit)) ==
        "accepted.toml:5: 'limit' of buffers must be a whole number above 0, not " + shown);
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "99999999999999999999")),
             StartsWith("accepted.toml:5: "));
  CHECK(complaint("[[accepted]]\noperation = \"append_events\"\ncase = \"*\"\n"
                  "quantity = \"wal_bytes\"\nreason = \"why\"\n") ==
        "accepted.toml:1: 'limit' is missing; write the most wal_bytes that are accepted");
}

TEST_CASE("a folder's own file counts, and a built-in store has none", "[unit][accepted]") {
  CHECK(load_accepted_changes("reference", operations()).empty());
  const tests::StoreCopy store{"reference"};
  CHECK(load_accepted_changes(store.path(), operations()).empty());

  store.write("accepted.toml", line("append_events", "new_100", "buffers", "1900"));
  const auto changes = load_accepted_changes(store.path(), operations());
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].at == store.path() + "/accepted.toml:1");
  // It is no part of the store's scripts.
  CHECK_NOTHROW(load_catalogue(store.path()));

  store.write("accepted.toml", std::string(1'000'001, '\n'));
  CHECK_THROWS_WITH(load_accepted_changes(store.path(), operations()),
                    ContainsSubstring("more than a megabyte"));
}

TEST_CASE("accepted.toml may have Windows line ends and a byte-order mark", "[unit][accepted]") {
  std::string text = line("append_events", "new_100", "buffers", "1900") +
                     line("find_event", "*", "plan", "\"\"\"\nLimit\n  Seq Scan\n\"\"\"");
  const auto plain = parse_accepted_changes(text, "accepted.toml", operations());
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    text.insert(at, 1, '\r');
  }
  CHECK(parse_accepted_changes(text, "accepted.toml", operations()) == plain);
  const std::string mark = "\xef\xbb\xbf";
  CHECK(parse_accepted_changes(mark + text, "accepted.toml", operations()) == plain);
  CHECK(parse_accepted_changes(mark, "accepted.toml", operations()).empty());
  // UTF-16, as PowerShell redirects.
  CHECK_THAT(complaint(std::string{"\xff\xfe[\0[\0", 6}), StartsWith("accepted.toml:1: "));
}

TEST_CASE("an accepted.toml that cannot be read is named, with the reason", "[unit][accepted]") {
  namespace fs = std::filesystem;
  const tests::StoreCopy store{"reference"};
  const fs::path path = fs::path{store.path()} / "accepted.toml";
  const auto load = [&] { return load_accepted_changes(store.path(), operations()); };

  fs::create_directory(path);
  CHECK_THROWS_WITH(load(), "cannot read " + path.string() + ": it is a directory, not a file");
  fs::remove(path);
  fs::create_symlink("gone.toml", path);
  CHECK_THROWS_WITH(load(), "cannot read " + path.string() +
                                ": it is a symbolic link to gone.toml, which does not exist");
  fs::remove(path);
  fs::create_symlink("accepted.toml", path);
  CHECK_THROWS_WITH(load(), ContainsSubstring("cannot read " + path.string() + ": Too many "));
  // The catalogue, which is read first, says the same.
  CHECK_THROWS_WITH(load_catalogue(store.path()),
                    ContainsSubstring("cannot read " + path.string() + ": Too many "));
  fs::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(load(), "cannot read " + path.string() + ": it is not a regular file");
  fs::remove(path);
  // Root reads what has no permissions.
  store.write("accepted.toml", "");
  fs::permissions(path, fs::perms::none);
  if (::geteuid() != 0) {
    CHECK_THROWS_WITH(load(), "cannot read " + path.string() + ": Permission denied");
  }
}

}  // namespace eventstore::catalogue
