#include "explain/captured_log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "explain/captured_plan.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

constexpr std::size_t max_line = std::size_t{64} << 20U;
constexpr int max_depth = 6;              // Of wrappings in each other.
constexpr std::size_t max_sources = 256;  // In one, whose plans are put together at once.
constexpr std::size_t max_sources_of_all = 4096;

/// Lines of any length, of which the first `max_line` bytes are kept.
class Lines {
 public:
  explicit Lines(std::istream& stream) : stream_(stream), block_(std::size_t{1} << 18U, '\0') {}

  bool next(std::string& line) {
    line.clear();
    bool is_any = false;
    while (begin_ < end_ || fill()) {
      is_any = true;
      const auto from = block_.begin() + static_cast<std::ptrdiff_t>(begin_);
      const auto to = block_.begin() + static_cast<std::ptrdiff_t>(end_);
      const auto newline = std::find(from, to, '\n');
      if (line.size() < max_line) line.append(from, newline);
      begin_ += static_cast<std::size_t>(newline - from) + 1;
      if (newline != to) break;
    }
    return is_any;
  }

 private:
  bool fill() {
    stream_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    begin_ = 0;
    end_ = static_cast<std::size_t>(stream_.gcount());
    return end_ > 0;
  }

  std::istream& stream_;
  std::string block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// The lines of one source: plans among them, and wrappings, whose texts have sources of their own.
class Source {
 public:
  Source(LogReading& reading, int depth) : reading_(&reading), depth_(depth), assembly_(reading) {
    ++reading.sources;
    if (depth < max_depth) wrappings_ = all_wrappings();
  }
  ~Source() { --reading_->sources; }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  void take(std::string_view line, std::int64_t number, Unwrapped::Part part) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (line.starts_with("#011")) line.remove_prefix(4);  // A tab, as daemons of syslog escape it.
    if (unwrap(line, number, true) || continues(line, part) || unwrap(line, number, false)) return;
    if (!assembly_.begins(line, number)) ++reading_->log.other_lines;
  }

  void finish() {
    for (std::size_t i = 0; i < wrappings_.size(); ++i) {
      std::vector<Unwrapped> rest;
      wrappings_[i]->finish(rest);
      hand_on(i, rest);
    }
    for (const auto& [key, inner] : inner_) inner->finish();
    assembly_.finish();
  }

 private:
  using Key = std::pair<std::size_t, std::string>;

  /// Whether a plan has begun whose end has not been read.
  [[nodiscard]] bool has_plan() const {
    return assembly_.has_begun() || (last_ != nullptr && last_->has_plan());
  }

  bool continues(std::string_view line, Unwrapped::Part part) {
    // Of a message of several lines, only the first may be wrapped.
    return assembly_.continues(line, part) ||
           (last_ != nullptr && last_->continues(line, Unwrapped::Part::unknown));
  }

  bool unwrap(std::string_view line, std::int64_t number, bool is_open) {
    for (std::size_t i = 0; i < wrappings_.size(); ++i) {
      if (is_open && !wrappings_[i]->is_open()) continue;
      std::vector<Unwrapped> texts;
      const bool is_wrapped = wrappings_[i]->unwrap(line, number, texts);
      hand_on(i, texts);
      if (is_wrapped) return true;
    }
    return false;
  }

  void hand_on(std::size_t wrapping, const std::vector<Unwrapped>& texts) {
    const bool may_go_on = wrappings_[wrapping]->wraps_first_line_only();
    for (const Unwrapped& each : texts) {
      Source* const inner = each.text.empty() ? nullptr : inner_of({wrapping, each.source});
      if (inner == nullptr) {
        ++reading_->log.other_lines;
        continue;
      }
      std::string_view rest = each.text;
      Unwrapped::Part part = each.part;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        inner->take(rest.substr(0, end), each.line, part);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        part = Unwrapped::Part::unknown;
      }
      // Lines without a wrapping go on with a plan, whoever else writes in between.
      if (last_ == nullptr || !last_->has_plan() || inner->has_plan()) {
        last_ = may_go_on ? inner : nullptr;
      }
    }
  }

  /// Null: there are too many sources in sources.
  Source* inner_of(const Key& key) {
    if (const auto known = inner_.find(key); known != inner_.end()) return known->second.get();
    const bool is_full = reading_->sources >= max_sources_of_all;
    if (inner_.size() >= max_sources || (is_full && !inner_.empty())) forget_oldest();
    if (is_full && inner_.empty()) return nullptr;
    order_.push_back(key);
    return inner_.emplace(key, std::make_unique<Source>(*reading_, depth_ + 1)).first->second.get();
  }

  void forget_oldest() {
    const auto oldest = inner_.find(order_.front());
    order_.erase(order_.begin());
    oldest->second->finish();
    if (last_ == oldest->second.get()) last_ = nullptr;
    inner_.erase(oldest);
  }

  LogReading* reading_;
  int depth_;
  PlanAssembly assembly_;
  std::vector<std::unique_ptr<Wrapping>> wrappings_;
  std::map<Key, std::unique_ptr<Source>> inner_;
  std::vector<Key> order_;  ///< Of `inner_`, as they came.
  Source* last_ = nullptr;
};

/// Throws for a file that must be converted first.
void check_encoding(const std::string& first_line, const std::string& name) {
  struct Kind {
    std::string_view begin;
    const char* is;
    const char* command;
  };
  using namespace std::string_view_literals;
  constexpr std::array kinds{
      Kind{"\x1F\x8B"sv, "compressed with gzip", "gzip -dc"},
      Kind{"\x28\xB5\x2F\xFD"sv, "compressed with zstd", "zstd -dc"},
      Kind{"\xFD\x37zXZ\0"sv, "compressed with xz", "xz -dc"},
      Kind{"BZh"sv, "compressed with bzip2", "bzip2 -dc"},
      Kind{"PK\x03\x04"sv, "a ZIP archive", "unzip -p"},
      Kind{"\xFF\xFE"sv, "in UTF-16", "iconv -f UTF-16 -t UTF-8"},
      Kind{"\xFE\xFF"sv, "in UTF-16", "iconv -f UTF-16 -t UTF-8"},
  };
  for (const Kind& kind : kinds) {
    if (!first_line.starts_with(kind.begin)) continue;
    throw UsageError(fmt::format(
        "{0} is {1}; {3} it first: {2} FILE | plan-review --captured -", name, kind.is,
        kind.command, std::string_view{kind.is}.starts_with("in ") ? "convert" : "decompress"));
  }
}

}  // namespace

CapturedLog read_captured_log(std::istream& log, const std::string& name,
                              std::function<void(LoggedPlan)> take) {
  LogReading reading;
  reading.take = std::move(take);
  Source source{reading, 0};
  Lines lines{log};
  std::string line;
  for (std::int64_t number = 1; lines.next(line); ++number) {
    if (number == 1) check_encoding(line, name);
    source.take(line, number, Unwrapped::Part::unknown);
  }
  if (log.bad()) {
    throw UsageError(
        fmt::format("cannot read {}: {}", name, std::generic_category().message(errno)));
  }
  source.finish();
  return std::move(reading.log);
}

}  // namespace eventstore::explain
