#include "core/result/html_report.hpp"

#include <random>

#include <fmt/format.h>

#include "core/result/embedded_page.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/markup.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_subjects.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

/// Nothing is loaded, sent or framed, and no script runs but those of this page, whose nonce is new
/// for each report: text that came from a server has no way to know it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'nonce-{}'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'";

/// 128 random bits.
std::string new_nonce() {
  std::random_device device;
  std::string nonce;
  for (int i = 0; i < 4; ++i) nonce += fmt::format("{:08x}", device());
  return nonce;
}

std::string head(const std::string& title, const EmbeddedPage& page, const std::string& nonce) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n",
      fmt::format(policy, nonce), escaped_markup(title));
  for (const std::string_view style : {page.drawing_style, page.style}) {
    if (!style.empty()) out.append("<style>\n").append(style).append("\n</style>\n");
  }
  if (page.draws()) {
    out += "<noscript><style>details.drawn { display: none }</style></noscript>\n";
  }
  return out + "</head>\n<body>\n";
}

std::string heading(const std::string& title, std::span<const PlanResult> plans, const Overall& all,
                    const std::vector<std::string>& conditions) {
  std::string out = fmt::format("<h1>{}</h1>\n", escaped_markup(title));
  const auto sentence = [&out](const std::string& html) {
    out += fmt::format("<p class=\"sentence\">{}</p>\n", html);
  };
  if (!plans.empty()) sentence(verdict_sentence(plans, html_code) + ".");
  if (all.targets.judged > 0) {
    sentence(fmt::format("{} of {} latency targets met.",
                         grouped(all.targets.judged - all.targets.failed),
                         grouped(all.targets.judged)));
  }
  if (all.thresholds.judged > 0) {
    sentence(fmt::format("{} of {} load thresholds met.",
                         grouped(all.thresholds.judged - all.thresholds.failed),
                         grouped(all.thresholds.judged)));
  }
  if (all.breaking_points.judged > 0) {
    sentence(found_text(all.breaking_points) + ".");
  }
  if (all.violations > 0) sentence("A load run has found events that are not as they should be.");
  for (const std::string& each : conditions) sentence(escaped_markup(each) + ".");
  if (all.other_failure) sentence("A tool did not end well; see its exit code below.");
  return out;
}

std::string end(const EmbeddedPage& page, const std::string& nonce) {
  std::string out = "<footer>\n";
  if (page.draws()) {
    out += "<p>Plans are drawn by PEV2.</p>\n" +
           html_collapsed("Licences of what this page carries",
                          "<pre>" + escaped_markup(page.licences) + "</pre>\n");
  } else {
    out += "<p>Plans are shown as text: this build has nothing to draw them with.</p>\n";
  }
  out += "</footer>\n";
  if (page.draws()) {
    out.append("<script type=\"text/plain\" id=\"drawing-script\">\n");
    out.append(page.drawing_script).append("\n</script>\n");
    out.append(fmt::format("<script nonce=\"{}\">\n", nonce))
        .append(page.script)
        .append("\n</script>\n");
  }
  return out + "</body>\n</html>\n";
}

}  // namespace

std::string html_report(std::span<const ResultDocument> documents) {
  const EmbeddedPage page = embedded_page();
  const std::vector<PlanResult> plans = plans_of(documents);
  const std::vector<BenchmarkResult> benchmarks = benchmarks_of(documents);
  const Overall all = overall(documents);
  const std::string title = "Event store report: " + all.verdict();

  const std::string nonce = new_nonce();
  std::string out = head(title, page, nonce) + heading(title, plans, all, conditions_of(documents));
  if (!plans.empty()) out += html_plans(plans, page.draws());
  for (const ResultDocument& document : documents) {
    if (document.load) out += html_load(*document.load);
    if (document.breaking_point) out += html_breaking_point(*document.breaking_point);
  }
  out += html_growth(plans);
  for (const ResultDocument& document : documents) {
    if (document.mutation) out += html_mutation(*document.mutation);
    if (document.stability) out += html_stability(*document.stability);
  }
  if (!benchmarks.empty()) out += html_latencies(benchmarks);
  for (const ResultDocument& document : documents) {
    if (document.seed) out += html_seeding(document);
  }
  for (const Subject& subject : subjects_of(documents)) out += html_environment(subject);
  return out + html_runs(documents) + end(page, nonce);
}

}  // namespace eventstore::result
