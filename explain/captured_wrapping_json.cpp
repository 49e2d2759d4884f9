// Texts of JSON objects, one a line or in pretty-printed documents.

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "explain/captured_json.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

/// A member that holds text of a log.
struct TextMember {
  std::string_view key;
  bool is_line;  ///< A line with its newline, whose absence says that the line goes on.
};

/// Of one object, the first of these counts.
constexpr std::array text_members{
    TextMember{"log", true},             // Docker's json-file, Fluent Bit
    TextMember{"MESSAGE", false},        // journalctl -o json
    TextMember{"textPayload", false},    // Cloud SQL
    TextMember{"message", false},        // jsonlog, CloudNativePG, CloudWatch, Azure, Logstash
    TextMember{"Message", false},        // Azure Log Analytics
    TextMember{"@message", false},       // CloudWatch Logs Insights
    TextMember{"_raw", false},           // Splunk
    TextMember{"full_message", false},   // GELF
    TextMember{"event_message", false},  // Supabase
    TextMember{"stringValue", false},    // OpenTelemetry
    TextMember{"msg", false},            // rsyslog
    TextMember{"line", false},           // Loki
    TextMember{"properties", false},     // Azure, where it is JSON in a string
    TextMember{"value", false},          // CloudWatch Logs Insights, get-query-results
};

/// Members that tell sources of lines apart.
constexpr std::array source_members{std::string_view{"stream"}, std::string_view{"_PID"},
                                    std::string_view{"logStreamName"},
                                    std::string_view{"SYSLOG_PID"}};

const TextMember* text_member(std::string_view key) {
  const auto* found = std::find_if(text_members.begin(), text_members.end(),
                                   [key](const TextMember& each) { return each.key == key; });
  return found == text_members.end() ? nullptr : found;
}

/// What is known of an object whose end has not been read.
struct Frame {
  const TextMember* member = nullptr;
  std::string raw;
  std::string bytes;  ///< Of a text that is written as an array of numbers.
  std::string source;
  std::int64_t line = 0;
};

/// Hands out the text of each object when the object ends.
class Texts : public JsonListener {
 public:
  struct Text {
    Unwrapped unwrapped;
    bool is_line = false;
  };

  void at_line(std::int64_t number) { line_ = number; }
  std::vector<Text> taken() { return std::exchange(texts_, {}); }

  void opened(bool is_object) override {
    is_object_.push_back(is_object);
    if (is_object) frames_.emplace_back();
  }

  void closed() override {
    if (is_object_.back()) {
      hand_out(frames_.back());
      frames_.pop_back();
    }
    is_object_.pop_back();
  }

  bool wants(const std::string& key) override {
    member_ = text_member(key);
    is_source_ =
        std::find(source_members.begin(), source_members.end(), key) != source_members.end();
    if (member_ == nullptr) return is_source_;
    const TextMember* known = frames_.back().member;
    return known == nullptr || member_ < known;
  }

  void text(const std::string& raw, bool is_whole) override {
    Frame& frame = frames_.back();
    if (is_source_) {
      if (frame.source.size() < 256) frame.source += raw.substr(0, 64) + " ";
      return;
    }
    held_ += raw.size();
    if (held_ > JsonScanner::max_string) return;
    frame.member = member_;
    frame.raw = raw;
    frame.line = line_;
    if (!is_whole) hand_out(frame);
  }

  void number(const std::string& digits) override {
    if (is_source_ || digits.size() > 3) return;
    Frame& frame = frames_.back();
    if (++held_ > JsonScanner::max_string) return;
    frame.member = member_;
    frame.line = line_;
    frame.bytes += static_cast<char>(std::stoi(digits));
  }

 private:
  void hand_out(Frame& frame) {
    if (frame.member == nullptr) return;
    held_ -= std::min(held_, frame.raw.size() + frame.bytes.size());
    std::string text = frame.bytes.empty() ? unescape_json(frame.raw) : std::move(frame.bytes);
    texts_.push_back({.unwrapped = {.text = std::move(text),
                                    .source = std::move(frame.source),
                                    .line = frame.line},
                      .is_line = frame.member->is_line});
    frame.member = nullptr;
  }

  std::int64_t line_ = 0;
  std::size_t held_ = 0;  ///< Bytes of texts whose objects have not ended.
  std::vector<bool> is_object_;
  std::vector<Frame> frames_;
  const TextMember* member_ = nullptr;
  bool is_source_ = false;
  std::vector<Text> texts_;
};

class JsonWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    if (document_) return read_on(line, number, out);
    const std::string_view text = without_indent(line);
    if (text == "[" || text == "]" || text == "],") return true;
    if (!is_beginning(text)) return false;
    document_ = std::make_unique<Document>();
    has_text_ = false;
    return read_on(line, number, out);
  }

  [[nodiscard]] bool is_open() const override { return document_ != nullptr; }

  [[nodiscard]] bool wraps_first_line_only() const override { return false; }

  void finish(std::vector<Unwrapped>& out) override {
    document_.reset();
    partial_.finish(out);
  }

 private:
  struct Document {
    Texts texts;
    JsonScanner scanner{&texts};
  };

  /// An object or array of objects: `{`, `{"`, `[{`, not `[123] LOG:` or `{a}`.
  static bool is_beginning(std::string_view text) {
    if (!text.starts_with('{') && !text.starts_with('[')) return false;
    const std::string_view rest = without_indent(text.substr(1));
    if (text.front() == '[') return rest.starts_with('{') || rest.starts_with('[');
    return rest.empty() || rest.starts_with('"') || rest.starts_with('}');
  }

  bool read_on(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) {
    if (!is_json_line(line)) {
      document_.reset();
      return false;
    }
    JsonScanner& scanner = document_->scanner;
    document_->texts.at_line(number);
    scanner.take(line);
    if (scanner.state() == JsonScanner::State::open && scanner.is_in_string()) {
      scanner.give_up_string();
    }
    std::vector<Texts::Text> texts = document_->texts.taken();
    for (Texts::Text& each : texts) hand_on(std::move(each), out);
    has_text_ = has_text_ || !texts.empty();
    const JsonScanner::State state = scanner.state();
    if (state == JsonScanner::State::complete && !has_text_) out.push_back({.line = number});
    if (state != JsonScanner::State::open) document_.reset();
    return state != JsonScanner::State::broken || !texts.empty();
  }

  void hand_on(Texts::Text text, std::vector<Unwrapped>& out) {
    if (!text.is_line) return out.push_back(std::move(text.unwrapped));
    // Docker cuts lines to 16 kB; other writers of "log" leave the newline of each line away.
    constexpr std::size_t docker_piece = 16000;
    const bool has_newline = text.unwrapped.text.ends_with('\n');
    const bool is_partial =
        !has_newline && (has_newlines_ || text.unwrapped.text.size() >= docker_piece);
    has_newlines_ = has_newlines_ || has_newline;
    std::vector<Unwrapped> whole = partial_.add(std::move(text.unwrapped), is_partial);
    std::move(whole.begin(), whole.end(), std::back_inserter(out));
  }

  std::unique_ptr<Document> document_;
  PartialLines partial_;
  bool has_text_ = false;
  bool has_newlines_ = false;
};

}  // namespace

std::unique_ptr<Wrapping> json_wrapping() {
  return std::make_unique<JsonWrapping>();
}

}  // namespace eventstore::explain
