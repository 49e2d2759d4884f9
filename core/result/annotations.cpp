#include "core/result/annotations.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::result {

namespace {

struct Annotation {
  std::string file;
  int line = 0;
  std::string title;
  std::string message;
  std::string expectation = {};  ///< With its operation, or why there is no check.
  std::int64_t others = 0;       ///< Plans of which the same is to be said.
};

/// As the runner reads a message; within a property a colon and a comma end it, too.
std::string escaped_message(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : printable_lines(text)) {
    const bool ends_property = c == ':' || c == ',';
    if (c == '%' || c == '\r' || c == '\n' || (is_property && ends_property)) {
      out += fmt::format("%{:02X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string message_of(const Finding& finding) {
  std::string text = fmt::format("expected {}\nfound: {}", finding.expectation, finding.found);
  if (!finding.why.empty()) text += "\nwhy it matters: " + finding.why;
  if (!finding.hint.empty()) text += "\ntry: " + finding.hint;
  return text;
}

/// One expectation is missed by many cases and modes at once.
void add_failure(std::vector<Annotation>& errors, const PlanResult& plan, const Finding& finding) {
  const std::string expectation = operation_and_step(plan) + ": " + finding.expectation;
  const auto same = std::find_if(errors.begin(), errors.end(), [&](const Annotation& each) {
    return each.expectation == expectation && each.file == finding.file &&
           each.line == finding.line;
  });
  if (same == errors.end()) {
    errors.push_back({.file = finding.file,
                      .line = finding.line,
                      .title = full_title_of(plan),
                      .message = message_of(finding),
                      .expectation = expectation});
  } else {
    ++same->others;
  }
}

/// The file of the operation, where any finding knows it.
std::string file_of(const PlanResult& plan) {
  const auto known = std::find_if(plan.findings.begin(), plan.findings.end(),
                                  [](const Finding& finding) { return !finding.file.empty(); });
  return known == plan.findings.end() ? "" : known->file;
}

/// All cases and modes of an operation mostly have no check for the same reason.
void add_unchecked(std::vector<Annotation>& notices, const PlanResult& plan) {
  const std::string what = operation_and_step(plan) + ": " + plan.reason;
  const auto same = std::find_if(notices.begin(), notices.end(),
                                 [&](const Annotation& each) { return each.expectation == what; });
  if (same != notices.end()) {
    ++same->others;
    return;
  }
  const std::string verdict{name_of(standing_of(plan))};
  notices.push_back(
      {.file = file_of(plan),
       .title = full_title_of(plan),
       .message = plan.reason.empty() ? verdict : fmt::format("{}: {}", verdict, plan.reason),
       .expectation = what});
}

Annotation change_of(const PlanResult& plan, std::span<const PlanResult> reviewed) {
  const std::string lines = lines_to_accept(plan, reviewed);
  return {.file = file_of(plan),
          .title = full_title_of(plan),
          .message = fmt::format(
              "{} since the baseline: {}{}", text_of(plan.change->kind), plan.change->what,
              lines.empty() ? "" : fmt::format("\n{}:\n{}", how_to_accept, lines))};
}

std::string line_of(const char* command, const Annotation& annotation, std::size_t hidden) {
  std::string properties;
  if (!annotation.file.empty()) {
    properties = "file=" + escaped_message(annotation.file, true) + ",";
    if (annotation.line > 0) properties += fmt::format("line={},", annotation.line);
  }
  std::string message = annotation.message;
  if (annotation.others > 0) {
    message += fmt::format("\nlikewise {}", counted(annotation.others, "more plan"));
  }
  if (hidden > 0) {
    message += fmt::format("\n({} not shown)", counted(static_cast<std::int64_t>(hidden),
                                                       std::string{"more "} + command));
  }
  return fmt::format("::{} {}title={}::{}\n", command, properties,
                     escaped_message(annotation.title, true), escaped_message(message, false));
}

std::string lines_of(const char* command, const std::vector<Annotation>& annotations) {
  const std::size_t shown = std::min(annotations.size(), annotations_shown);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == shown;
    out += line_of(command, annotations[i], is_last ? annotations.size() - shown : 0);
  }
  return out;
}

}  // namespace

std::string annotations(std::span<const PlanResult> plans) {
  std::vector<Annotation> errors;
  std::vector<Annotation> warnings;
  std::vector<Annotation> notices;
  for (const PlanResult* plan : worst_first(plans)) {
    switch (standing_of(*plan)) {
      case Standing::failed:
        for (const Finding& finding : plan->findings) {
          if (!finding.met) add_failure(errors, *plan, finding);
        }
        break;
      case Standing::regressed:
        errors.push_back(change_of(*plan, plans));
        break;
      case Standing::not_comparable:
      case Standing::changed:
        warnings.push_back(change_of(*plan, plans));
        break;
      case Standing::no_verdict:
      case Standing::unchecked:
        add_unchecked(notices, *plan);
        break;
      case Standing::accepted:
        notices.push_back(change_of(*plan, plans));
        break;
      default:
        break;
    }
  }
  return lines_of("error", errors) + lines_of("warning", warnings) + lines_of("notice", notices);
}

}  // namespace eventstore::result
