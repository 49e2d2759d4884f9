// syslog as in RFC 3164 and 5424, what journalctl prints, and Heroku's logs.

#include <array>
#include <cstddef>

#include <fmt/format.h>
#include <re2/re2.h>

#include "explain/captured_text.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

/// `Nov 30 14:33:06 db1 postgres[19405]: `, also with the times of RFC 3339 and journalctl.
bool take_header_3164(std::string_view& text, std::string& source) {
  static const RE2 form{
      R"(^(?:<\d{1,3}>)?(?:)"
      R"([^\s\d<]{2,12} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?(?: [A-Z]{3,4})?|)"
      R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)|)"
      R"([^\s\d<]{2,12} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Z\d+:-]{1,6}|)"
      R"(\d{9,11}\.\d+|\[ *\d+\.\d+\]))"
      R"( ((?:[^\s\[\]]+ )?(?:[a-z0-9]+\.[a-z]+ )?)"
      R"([^\s\[\]:]+\[[^\]\s]+\]|[^\s\[\]]+ postgres[^\s\[\]:]*): ?)",
      RE2::Latin1};
  return consume(text, form, &source);
}

/// `<134>1 2026-11-30T14:33:06Z db1 postgres 19405 - - `, with or without structured data.
bool take_header_5424(std::string_view& text, std::string& source) {
  static const RE2 form{R"(^(?:\d{1,5} )?<\d{1,3}>\d{1,2} \S+ (\S+ \S+ \S+) \S+ )"
                        R"((?:(?:-|(?:\[[^\s\]="]+(?: [^\s\]="]+="(?:[^"\\]|\\.)*")+\])+)(?: |$))?)"
                        R"((?:\xEF\xBB\xBF)?)",
                        RE2::Latin1};
  return consume(text, form, &source);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, begin)) {
    result.append(text, begin, at - begin).append(to);
    begin = at + from.size();
  }
  if (begin > 0) text = result.append(text, begin);
}

/// Tabs and newlines of the message, which some daemons escape.
std::string without_escapes(std::string_view written) {
  std::string text{written};
  for (const auto& [tab, newline] : {std::array<std::string_view, 2>{"#011", "#012"},
                                     std::array<std::string_view, 2>{"^I", "^J"}}) {
    replace_all(text, fmt::format("{}{}", newline, tab), "\n\t");
    if (text.starts_with(tab)) text.replace(0, tab.size(), "\t");
  }
  return text;
}

class SyslogWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    std::string_view rest = line;
    Unwrapped unwrapped{.text = {}, .source = {}, .line = number};
    const bool has_header =
        take_header_3164(rest, unwrapped.source) || take_header_5424(rest, unwrapped.source);
    // The server numbers messages and, within each, the pieces of at most 900 bytes.  Journald and
    // others keep the header elsewhere.
    static const RE2 numbers{R"(^ ?(?:\[[A-Z][A-Z0-9_]*\] )?\[\d+-(\d+)\] )", RE2::Latin1};
    std::string piece;
    if (consume(rest, numbers, &piece)) {
      unwrapped.part = piece == "1" ? Unwrapped::Part::first : Unwrapped::Part::further;
    } else if (!has_header) {
      return false;
    }
    unwrapped.text = without_escapes(rest);
    out.push_back(std::move(unwrapped));
    return true;
  }
};

}  // namespace

std::unique_ptr<Wrapping> syslog_wrapping() {
  return std::make_unique<SyslogWrapping>();
}

}  // namespace eventstore::explain
