// What container runtimes of Kubernetes write: `TIME stderr F line`, with P for partial lines.

#include <iterator>

#include <re2/re2.h>

#include "explain/captured_text.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

class CriWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    static const RE2 form{
        R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]* (stdout|stderr) ([FP])(?::[^ ]*)?)"
        R"((?: |$))",
        RE2::Latin1};
    std::string_view rest = line;
    std::string stream, tag;
    if (!consume(rest, form, &stream, &tag)) return false;
    std::vector<Unwrapped> whole = partial_.add(
        {.text = std::string{rest}, .source = std::move(stream), .line = number}, tag == "P");
    std::move(whole.begin(), whole.end(), std::back_inserter(out));
    return true;
  }

  void finish(std::vector<Unwrapped>& out) override { partial_.finish(out); }

 private:
  PartialLines partial_;
};

}  // namespace

std::unique_ptr<Wrapping> cri_wrapping() {
  return std::make_unique<CriWrapping>();
}

}  // namespace eventstore::explain
