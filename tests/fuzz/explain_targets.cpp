// Plans, logs that hold plans, and baselines.

#include <algorithm>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/utf8.hpp"
#include "explain/baseline.hpp"
#include "explain/captured.hpp"
#include "explain/captured_log.hpp"
#include "explain/check.hpp"
#include "explain/default_rules.hpp"
#include "explain/plan_text.hpp"
#include "explain/plan_tree.hpp"
#include "explain/signature.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/wrapped_logs.hpp"

namespace eventstore::fuzz {

namespace {

const catalogue::Catalogue& reference() {
  static const catalogue::Catalogue store = catalogue::load_catalogue("reference");
  return store;
}

explain::CapturedLog read_log(const std::string& text) {
  std::istringstream stream{text};
  return explain::read_captured_log(stream, "server.log");
}

}  // namespace

void plan(std::string_view input) {
  const auto json = nlohmann::ordered_json::parse(input, nullptr, false);
  if (json.is_discarded()) return;
  require_sentence(refusal_of([&] {
    const explain::Plan plan = explain::parse_plan(json);
    static_cast<void>(explain::plan_text(plan));
    static_cast<void>(explain::accesses_in(explain::signature_of(plan)));
    static_cast<void>(explain::scan_kinds(plan));
    static_cast<void>(explain::index_names(plan));
    for (const auto& rule : explain::default_rules({}, plan)) {
      if (!explain::can_be_judged(rule, plan)) continue;
      static_cast<void>(explain::check(rule, plan, reference().store));
    }
  }));
}

void captured_log(std::string_view input) {
  require_sentence(refusal_of([&] {
    const explain::CapturedLog log = read_log(std::string{input});
    require(!explain::describe(log, "server.log").empty(), "a log is described", input);
    if (log.plans.empty()) {
      require_sentence(explain::why_no_plan(log, "server.log"));
    }
    const explain::Measure measure{
        .store = reference().store, .tiny_tables = {}, .partition_parents = {}};
    const auto results = explain::review_captured(log.plans, reference(), measure, false);
    require(log.plans.empty() == results.empty() && results.size() <= log.plans.size(),
            "plans that were read are reviewed", input);
  }));
}

void log_wrappings(std::string_view input) {
  // The server has no NUL in its texts.
  std::string query = as_utf8(input);
  query.erase(std::remove(query.begin(), query.end(), '\0'), query.end());
  for (const tests::WrappedLog& log : tests::wrapped_logs(query)) {
    const explain::CapturedLog read = read_log(log.text);
    require(read.plans.size() == 1 && read.plans.front().query == query,
            "a plan is read in every wrapping", log.wrapping);
  }
}

void baseline(std::string_view input) {
  const std::string file = "baselines/load_aggregate.txt";
  require_sentence(refusal_of([&] {
                     const auto read = explain::parse_baseline(std::string{input}, file);
                     const std::string text = explain::baseline_text(read);
                     require(explain::baseline_text(explain::parse_baseline(text, file)) == text,
                             "a baseline is read as it is written", text);
                   }),
                   file);
}

}  // namespace eventstore::fuzz
