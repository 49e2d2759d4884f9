#include "explain/captured_json.hpp"

#include <charconv>
#include <cstdint>

namespace eventstore::explain {

namespace {

constexpr std::size_t max_key = 256;

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
  } else {
    if (code < 0x10000) {
      byte(0xE0U | (code >> 12U));
    } else {
      byte(0xF0U | (code >> 18U));
      byte(0x80U | ((code >> 12U) & 0x3FU));
    }
    byte(0x80U | ((code >> 6U) & 0x3FU));
  }
  byte(0x80U | (code & 0x3FU));
}

/// Reads the four digits of `\uXXXX` at `begin`; 0xFFFD where they are none.
std::uint32_t code_unit(std::string_view raw, std::size_t begin) {
  constexpr std::uint32_t unknown = 0xFFFD;
  if (begin + 4 > raw.size()) return unknown;
  std::uint32_t code = 0;
  const char* first = raw.data() + begin;
  const auto [end, error] = std::from_chars(first, first + 4, code, 16);
  return error == std::errc{} && end == first + 4 ? code : unknown;
}

/// Appends the character of `\uXXXX`, whose `u` is at `at`; returns where its last digit is.
std::size_t append_unicode(std::string_view raw, std::size_t at, std::string& out) {
  std::uint32_t code = code_unit(raw, at + 1);
  std::size_t last = at + 4;
  if (code >= 0xD800 && code < 0xDC00 && raw.substr(last + 1).starts_with("\\u")) {
    const std::uint32_t low = code_unit(raw, last + 3);
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      last += 6;
    }
  }
  append_utf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);
  return last;
}

}  // namespace

JsonScanner::State JsonScanner::take(std::string_view text) {
  for (std::size_t i = 0; i < text.size() && state_ == State::open; ++i) {
    if (is_in_string_) {
      i = take_string(text, i);
    } else {
      structure(text[i]);
    }
  }
  if (!is_in_string_) end_number();
  return state_;
}

/// Reads up to the end of the string or of the text; returns where the last character read is.
std::size_t JsonScanner::take_string(std::string_view text, std::size_t begin) {
  std::size_t i = begin;
  for (; i < text.size(); ++i) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (text[i] == '\\') {
      is_escaped_ = true;
    } else if (text[i] == '"') {
      break;
    }
  }
  const bool is_key = is_in_object() && !is_after_colon_;
  if (listener_ != nullptr && (is_key || is_wanted_)) {
    const std::size_t max = is_key ? max_key : max_string;
    if (token_.size() < max) token_ += text.substr(begin, std::min(i - begin, max - token_.size()));
  }
  if (i < text.size()) end_string();
  return i;
}

void JsonScanner::end_string() {
  is_in_string_ = false;
  if (listener_ == nullptr) return;
  if (is_in_object() && !is_after_colon_) {
    is_wanted_ = listener_->wants(token_);
  } else if (is_wanted_) {
    listener_->text(token_, true);
  }
  token_.clear();
}

void JsonScanner::give_up_string() {
  const bool is_value = !is_in_object() || is_after_colon_;
  if (is_in_string_ && is_value && is_wanted_ && listener_ != nullptr) {
    listener_->text(token_, false);
  }
  state_ = State::broken;
}

void JsonScanner::end_number() {
  if (!token_.empty() && is_wanted_) listener_->number(token_);
  token_.clear();
}

void JsonScanner::structure(char c) {
  if (is_wanted_ && c >= '0' && c <= '9' && token_.size() < max_key) {
    token_ += c;
    return;
  }
  end_number();
  switch (c) {
    case '{':
      return open(true);
    case '[':
      return open(false);
    case '}':
      return close(true);
    case ']':
      return close(false);
    case '"':
      is_in_string_ = true;
      if (objects_.empty()) state_ = State::broken;
      return;
    case ':':
      is_after_colon_ = true;
      return;
    case ',':
      is_after_colon_ = false;
      if (is_in_object()) is_wanted_ = false;
      return;
    default:
      return;
  }
}

void JsonScanner::open(bool is_object) {
  if (is_in_object() && !is_after_colon_) {
    state_ = State::broken;
    return;
  }
  if (objects_.size() >= max_depth) {
    is_too_deep_ = true;
    state_ = State::broken;
    return;
  }
  objects_.push_back(is_object);
  is_after_colon_ = false;
  if (is_object) is_wanted_ = false;
  if (listener_ != nullptr) listener_->opened(is_object);
}

void JsonScanner::close(bool is_object) {
  if (objects_.empty() || objects_.back() != is_object) {
    state_ = State::broken;
    return;
  }
  objects_.pop_back();
  is_wanted_ = false;
  is_after_colon_ = is_in_object();
  if (listener_ != nullptr) listener_->closed();
  if (objects_.empty()) state_ = State::complete;
}

std::string unescape_json(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      out += raw[i];
      continue;
    }
    switch (const char c = raw[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'u':
        i = append_unicode(raw, i, out);
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view without_indent(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

bool is_json_line(std::string_view line) {
  std::string_view text = without_indent(line);
  if (text.empty()) return false;
  const std::string_view rest = without_indent(text.substr(1));
  const auto is_any_of = [](char c, std::string_view all) {
    return all.find(c) != std::string_view::npos;
  };
  // Not `[123] LOG:` or `{a}`, which a log_line_prefix can write.
  if (text.front() == '{') return rest.empty() || is_any_of(rest.front(), "\"}");
  if (text.front() == '[' && (rest.empty() || is_any_of(rest.front(), "\"{[]"))) return true;
  if (is_any_of(text.front(), "\"}],")) return true;
  text = text.substr(0, text.find_last_not_of(" ,\r") + 1);
  return text == "true" || text == "false" || text == "null" ||
         text.find_first_not_of("[]0123456789.,+-eE ") == std::string_view::npos;
}

}  // namespace eventstore::explain
