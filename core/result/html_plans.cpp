#include <cctype>
#include <string>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/folded_plan.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/html_table.hpp"
#include "core/result/markup.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

/// The standing as a class of page.css: "no check" -> "no-check".
std::string class_of(Standing standing) {
  std::string name{name_of(standing)};
  for (char& c : name) c = c == ' ' ? '-' : c;
  return name;
}

std::string badge(Standing standing) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", class_of(standing), name_of(standing));
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : escaped_markup(text);
}

/// The plan and its number in the page.
struct Numbered {
  const PlanResult* plan = nullptr;
  std::size_t number = 0;
};

std::string table_of(std::span<const Numbered> plans) {
  HtmlTable table{"plans",
                  {{"plan"},
                   {"mode"},
                   {"verdict"},
                   {"scan", false, true},
                   {"index", false, true},
                   {"rows", true, true},
                   {"buffers", true},
                   {"time", true, true}}};
  for (const Numbered& each : plans) {
    const PlanResult& plan = *each.plan;
    const auto measured = [&plan](const std::string& text) { return plan.analyzed ? text : "-"; };
    table.add_row(
        {fmt::format("<a href=\"#plan-{}\">{}</a>", each.number, html_code(title_of(plan))),
         or_dash(mode_text(plan)), badge(standing_of(plan)), or_dash(plan.scan),
         html_code(plan.index), measured(grouped(plan.rows)), measured(grouped(plan.buffers)),
         measured(duration_text(plan.milliseconds * 1e6))});
  }
  return table.text();
}

std::string fact(const char* what, const std::string& html) {
  return html.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", what, html);
}

std::string finding_of(const Finding& finding) {
  const std::string line = finding.line > 0 ? fmt::format(":{}", finding.line) : "";
  return "<dl class=\"finding\">" + fact("expected", html_code(finding.expectation)) +
         fact("at", finding.file.empty() ? "" : html_code(finding.file + line)) +
         fact("found", escaped_markup(finding.found)) +
         fact("why it matters", escaped_markup(finding.why)) +
         fact("try", escaped_markup(finding.hint)) + "</dl>\n";
}

std::string block(std::string_view text) {
  return "<pre>" + escaped_markup(text) + "</pre>\n";
}

std::string side(const char* caption, const std::string& signature) {
  return fmt::format("<div><p class=\"caption\">{}</p>{}</div>", caption,
                     signature.empty() ? "<p class=\"caption\">not known</p>" : block(signature));
}

std::string change_of(const PlanResult& plan, std::span<const PlanResult> reviewed) {
  if (!plan.change) return "";
  std::string text =
      fmt::format("<p>{} since the baseline{}{}</p>\n", text_of(plan.change->kind),
                  plan.change->what.empty() ? "" : ": ", escaped_markup(plan.change->what));
  if (const std::string lines = lines_to_accept(plan, reviewed); !lines.empty()) {
    text += fmt::format("<p>{}:</p>{}", how_to_accept, block(lines));
  }
  if (plan.change->before.empty()) return text;
  return text + "<div class=\"sides\">" + side("before", plan.change->before) +
         side("after", plan.signature) + "</div>\n";
}

/// Whether HTML begins a tag with "<" in front of it.
bool begins_tag(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '!' || c == '?';
}

/// The plan's JSON, which no markup within can end.  PEV2 puts parts of it into the page as HTML: a
/// word joiner, which nobody sees, keeps a "<" from beginning a tag there.
std::string data_of(const nlohmann::ordered_json& plan) {
  const std::string json =
      plan.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] != '<') {
      out += json[i];
      continue;
    }
    out += "\\u003c";
    // An escaped character behind it may be a letter as well.
    const bool is_tag = i + 1 < json.size() && (begins_tag(json[i + 1]) || json[i + 1] == '\\');
    if (is_tag) out += "\\u2060";
  }
  return out;
}

/// Of a plan that is large still, the browser draws nothing before it is asked to.
std::string drawing_of(const PlanResult& plan, std::size_t number) {
  constexpr std::size_t most_nodes = 100;  // PEV2 draws them in about 2 s.
  const FoldedPlan folded = folded_plan(plan.plan);
  const auto counted_nodes = [](std::size_t nodes) {
    return counted(static_cast<std::int64_t>(nodes), "node");
  };
  std::string out =
      fmt::format("<details class=\"drawn\" data-plan=\"{}\"><summary>Plan</summary>", number);
  if (folded.drawn_nodes < folded.all_nodes) {
    out += fmt::format(
        "<p class=\"caption\">{}, of which {} drawn: equal parts are folded into one, with the "
        "sums of their figures.  The text below has all of them.</p>",
        counted_nodes(folded.all_nodes), grouped(static_cast<std::int64_t>(folded.drawn_nodes)));
  }
  if (folded.drawn_nodes > most_nodes) {
    out += fmt::format(
        "<p class=\"caption\">Drawing {} can block the browser for minutes.</p>"
        "<button type=\"button\">Draw the plan</button>",
        counted_nodes(folded.drawn_nodes));
  }
  return out + fmt::format(
                   "<div class=\"drawing\"></div></details>\n"
                   "<script type=\"application/json\" id=\"data-{}\">{}</script>\n",
                   number, data_of(folded.plan));
}

std::string plan_of(const Numbered& numbered, std::span<const PlanResult> reviewed, bool draws) {
  const PlanResult& plan = *numbered.plan;
  const Standing standing = standing_of(plan);
  std::string out = fmt::format(
      "<details class=\"plan{0}\" id=\"plan-{1}\"{2}><summary>{3} {4}</summary>\n",
      is_news(standing) ? " news is-" + class_of(standing) : "", numbered.number,
      is_news(standing) ? " open" : "", html_code(full_title_of(plan)), badge(standing));
  for (const Finding& finding : plan.findings) {
    if (!finding.met) out += finding_of(finding);
  }
  out += change_of(plan, reviewed);
  if (!plan.reason.empty()) out += fmt::format("<p>{}</p>\n", escaped_markup(plan.reason));
  const bool drawn = draws && !plan.plan.is_null();
  if (drawn) out += drawing_of(plan, numbered.number);
  if (!plan.plan_text.empty()) {
    out += drawn ? html_collapsed("Plan as text", block(plan.plan_text)) : block(plan.plan_text);
  }
  return out + "</details>\n";
}

}  // namespace

std::string html_plans(std::span<const PlanResult> plans, bool draws) {
  std::vector<Numbered> news;
  std::vector<Numbered> others;
  std::string of_news;
  std::string of_others;
  std::size_t number = 0;
  for (const PlanResult* plan : worst_first(plans)) {
    ++number;
    const bool is_new = is_news(standing_of(*plan));
    const Numbered numbered{plan, number};
    (is_new ? news : others).push_back(numbered);
    (is_new ? of_news : of_others) += plan_of(numbered, plans, draws);
  }
  std::string out;
  if (!news.empty()) out += "<h2>What to look at</h2>\n" + table_of(news) + of_news;
  if (!others.empty()) {
    out += fmt::format("<h2>{}</h2>\n{}{}", news.empty() ? "Plans" : "Every other plan",
                       table_of(others), of_others);
  }
  return out;
}

}  // namespace eventstore::result
