// Pre-rendered pieces of text, so that writing an event is copying and not formatting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/random/random.hpp"

namespace eventstore {

/// Makes one fragment from the sequence that starts at `state` (see next_bits).
using FragmentMaker = std::function<std::string(std::uint64_t& state)>;

class FragmentPool {
 public:
  /// `count` fragments, the same ones every time; count > 0.
  FragmentPool(std::size_t count, std::uint64_t seed, const FragmentMaker& make);

  [[nodiscard]] std::string_view pick(std::uint64_t bits) const {
    const std::size_t which = below(bits, ends_.size() - 1);
    return std::string_view{bytes_}.substr(ends_[which], ends_[which + 1] - ends_[which]);
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;  ///< Of each fragment, after a leading 0.
};

/// The four parts of a sentence.
struct Phrases {
  std::span<const std::string_view> subjects;
  std::span<const std::string_view> verbs;
  std::span<const std::string_view> objects;
  std::span<const std::string_view> circumstances;
};

/// Running text of one domain, in ASCII without anything that JSON would escape.
class TextPool {
 public:
  static constexpr std::size_t length_max = 10'000;

  TextPool(const Phrases& phrases, std::uint64_t seed);

  /// `length` characters from the beginning of some sentence on; length <= length_max.
  [[nodiscard]] std::string_view take(std::uint64_t bits, std::size_t length) const {
    return std::string_view{text_}.substr(starts_[below(bits, starts_.size())], length);
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace eventstore
