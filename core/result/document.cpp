#include "core/result/document.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/passwords.hpp"
#include "core/tool/text_file.hpp"

namespace eventstore::result {

namespace fs = std::filesystem;

namespace {

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

/// The place of the first character behind a whole value; the end where there is none.
std::size_t behind_value(std::string_view text) {
  std::istringstream in{std::string{text}};
  nlohmann::ordered_json value;
  try {
    in >> value;
  } catch (const nlohmann::json::exception&) {
    return text.size();
  }
  const std::size_t end = in.eof() ? text.size() : static_cast<std::size_t>(in.tellg());
  return std::min(text.find_first_not_of(" \t\r\n", end), text.size());
}

[[noreturn]] void refuse_json(std::string_view text, const std::string& path) {
  const std::size_t rest = behind_value(text);
  if (rest == text.size()) {
    throw UsageError(
        fmt::format("{} is not JSON; result documents are what the tools write with --out", path));
  }
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(rest);
  throw UsageError(fmt::format("{}:{}: text follows the end of the result document; remove it",
                               path, std::count(text.begin(), begin, '\n') + 1));
}

}  // namespace

std::string_view name_of(PlanChange::Kind kind) {
  switch (kind) {
    case PlanChange::Kind::regressed:
      return "regressed";
    case PlanChange::Kind::not_comparable:
      return "not_comparable";
    case PlanChange::Kind::changed:
      return "changed";
    case PlanChange::Kind::improved:
      return "improved";
    case PlanChange::Kind::accepted:
      return "accepted";
  }
  return "";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::no_target:
      return "no_target";
    case Verdict::not_applicable:
      return "not_applicable";
    case Verdict::no_check:
      return "no_check";
    case Verdict::not_comparable:
      return "not_comparable";
    case Verdict::no_verdict:
      return "no_verdict";
  }
  throw std::logic_error("a verdict without a name");
}

std::string_view text_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "FAIL";
    case Verdict::no_target:
      return "no target";
    case Verdict::not_applicable:
      return "not applicable";
    case Verdict::no_check:
      return "no check";
    case Verdict::not_comparable:
      return "not comparable";
    case Verdict::no_verdict:
      return "no verdict";
  }
  return {};
}

std::string_view text_of(PlanChange::Kind kind) {
  return kind == PlanChange::Kind::not_comparable ? text_of(Verdict::not_comparable)
                                                  : name_of(kind);
}

ResultDocument start_document(const std::string& tool, int argc, const char* const* argv) {
  const BuildInfo build = build_info();
  ResultDocument document;
  document.tool = tool;
  document.tool_version = build.version;
  document.commit = build.commit;
  document.started_at = now_in_utc();
  for (int i = 1; i < argc; ++i) document.arguments.push_back(without_passwords(argv[i]));
  return document;
}

void write_document(const ResultDocument& document, const std::string& path) {
  write_text_file(to_json_value(document).dump(2) + "\n", path);
}

ResultDocument parse_document(std::string_view text, const std::string& file) {
  // Whoever goes through a value calls itself for each level of it; plans have a dozen.
  static constexpr int max_depth = 1000;
  using Json = nlohmann::ordered_json;
  const auto limit_depth = [&file](int depth, Json::parse_event_t event, Json& /*parsed*/) {
    // The outermost object begins at depth 0; a value is one deeper than what it is in.
    const bool begins =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (!begins || depth < max_depth) return true;
    throw UsageError(fmt::format("{} is nested deeper than {} levels: that is no result document",
                                 file, max_depth));
  };
  const Json json = Json::parse(text, limit_depth, false);
  if (json.is_discarded()) refuse_json(text, file);
  return document_from_json(json, file);
}

ResultDocument read_document(const std::string& path) {
  constexpr std::size_t max_bytes = 1'000'000'000;
  return parse_document(
      read_text_file(path, {.max_bytes = max_bytes, .kind = FileKind::regular_or_stream}), path);
}

}  // namespace eventstore::result
