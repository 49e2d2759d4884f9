// A name or a time before each line, as tools print it that show logs.

#include <re2/re2.h>

#include "explain/captured_text.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

class PrefixWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    // kubectl logs --prefix; docker compose logs; kubectl and docker logs with times, aws logs tail
    static const RE2 pod{R"(^\[(pod/[^\]\s]+)\] )", RE2::Latin1};
    static const RE2 service{R"(^([A-Za-z0-9][\w.@-]*) *\| )", RE2::Latin1};
    static const RE2 time{R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? )",
                          RE2::Latin1};
    static const RE2 member{R"(^ *()MESSAGE=)", RE2::Latin1};  // journalctl -o export
    std::string_view rest = line;
    std::string source;
    if (consume(rest, pod, &source) || consume(rest, service, &source) ||
        consume(rest, member, &source)) {
      out.push_back({.text = std::string{rest}, .source = source, .line = number});
      return true;
    }
    // Fluentd: a time and a tag.
    static const RE2 before_object{R"re(^[^{}"=]{1,200}?[ \t](\{"[\w@]+" ?:.*\})$)re", RE2::Latin1};
    re2::StringPiece object;
    if (RE2::PartialMatch(line, before_object, &object)) {
      out.push_back({.text = object.as_string(), .source = {}, .line = number});
      return true;
    }
    if (!consume(rest, time)) return false;
    // The name of the stream stands before what looks like a line of a log or of a plan.
    static const RE2 stream{
        R"(^([A-Za-z][\w./:@-]*) (?:\t|  |[{}\["\]]|\d{4}-\d\d-\d\d |[A-Z]+:  ))", RE2::Latin1};
    if (RE2::PartialMatch(rest, stream, &source)) rest.remove_prefix(source.size() + 1);
    out.push_back({.text = std::string{rest}, .source = {}, .line = number});
    return true;
  }
};

}  // namespace

std::unique_ptr<Wrapping> prefix_wrapping() {
  return std::make_unique<PrefixWrapping>();
}

}  // namespace eventstore::explain
