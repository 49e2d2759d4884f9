// Result documents that are none: each is refused in a sentence that names the file.
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

namespace {

std::string repeated(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// The next case is one line: the text of a document, and what is said of it.
std::vector<std::pair<std::string, std::string>> damaged() {
  const std::string head =
      R"({"schema":"eventstore-harness/result","schema_version":1,"tool":"plan-review",)";
  const std::string plan = head + R"("plans":[{"operation":"a","case":"b","verdict":"pass",)";
  return {
      {"", "is not JSON"},
      {repeated(2'000'000, "["), "deeper than 1000 levels"},
      {repeated(1'000'000, "[") + repeated(1'000'000, "]"), "deeper than 1000 levels"},
      {plan + R"("plan":)" + repeated(1'000'000, "[") + repeated(1'000'000, "]") + "}]}",
       "deeper than 1000 levels"},
      {plan + R"("plan":[)" + repeated(10'000, R"({"Plans":[)") + repeated(10'000, "]}") + "]}]}",
       "deeper than 1000 levels"},
      {repeated(1001, "[") + repeated(1001, "]"), "deeper than 1000 levels"},
      {repeated(1001, R"({"a":)") + "1" + repeated(1001, "}"), "deeper than 1000 levels"},
      {repeated(1000, "[") + "1" + repeated(1000, "]"), "no result document"},
      {repeated(1000, R"({"a":)") + "1" + repeated(1000, "}"), "no result document"},
      {head + R"("plans":"x"})", "the member 'plans' must be a list of objects"},
      {head + R"("plans":[7]})", "the member 'plans' must be a list of objects"},
      {head + R"("benchmarks":{}})", "the member 'benchmarks' must be a list of objects"},
      {head + R"("plans":[{"operation":7}]})", "the member 'operation' cannot be of type number"},
      {plan + R"("rows":"many"}]})", "the member 'rows' cannot be of type string"},
      {plan + R"("rows":)" + repeated(400, "9") + "}]}", "is not JSON"},
      {plan + R"("rows":1.1e92}]})", "the member 'rows' must hold whole numbers"},
      {plan + R"("rows":1.5}]})", "the member 'rows' must hold whole numbers"},
      {head + R"("benchmarks":[{"operation":"a","case":"b","verdict":"pass","samples":-1}]})",
       "the member 'samples' must hold whole numbers"},
      {head +
           R"("benchmarks":[{"operation":"a","case":"b","verdict":"pass","outcomes":{"ok":1e30}}]})",
       "the member 'outcomes' must hold whole numbers"},
      {head +
           R"("benchmarks":[{"operation":"a","case":"b","verdict":"pass","histogram":[[1,1],[2,9e99]]}]})",
       "the member 'histogram' must hold whole numbers"},
      {head + R"("started_at":[]})", "the member 'started_at' cannot be of type array"},
      {head + R"("exit_code":"0"})", "the member 'exit_code' cannot be of type string"},
      {head + R"("load":{"ledger":{"stored":"x"}}})", "the member 'stored' cannot be of type"},
      {head + R"("load":{"phases":{"a":1}}})", "the member"},
      {R"({"schema":"eventstore-harness/result"})", "does not say its schema_version"},
      {R"({"schema":"eventstore-harness/result","schema_version":1e999})", "is not JSON"},
      {R"({"schema":"eventstore-harness/result","schema_version":99999999999999})", "newer one"},
      {R"({"schema":"eventstore-harness/result","schema_version":9,"tool_version":[]})",
       "newer one"},
      {R"({"schema":"eventstore-harness/result","schema_version":1})", "which tool wrote it"},
      {R"({"schema":["eventstore-harness/result"]})", "no result document"},
  };
}

}  // namespace

TEST_CASE("what is no result document is refused in a sentence", "[unit][document]") {
  const tests::TemporaryDirectory directory;
  const std::string path = directory / "damaged.json";
  for (const auto& [text, complaint] : damaged()) {
    CAPTURE(text.substr(0, 200), complaint);
    write_text_file(text, path);
    std::string said;
    try {
      static_cast<void>(read_document(path));
    } catch (const UsageError& error) {
      said = error.what();
    }
    CHECK_THAT(said, ContainsSubstring("damaged.json") && ContainsSubstring(complaint));
    CHECK_THAT(said, !ContainsSubstring("json.exception"));
    CHECK(said.size() < 1000);
  }
}

}  // namespace eventstore::result
