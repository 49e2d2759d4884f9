#include "core/events/fragment_pool.hpp"

#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

/// Large enough that texts repeat rarely, small enough to stay in a core's cache.
constexpr std::size_t text_start_max = 24'000;

}  // namespace

FragmentPool::FragmentPool(std::size_t count, std::uint64_t seed, const FragmentMaker& make) {
  ends_.push_back(0);
  std::uint64_t state = mix(seed);
  for (std::size_t i = 0; i < count; ++i) {
    bytes_ += make(state);
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  }
}

TextPool::TextPool(const Phrases& phrases, std::uint64_t seed) {
  std::uint64_t state = mix(seed);
  while (text_.size() < text_start_max + length_max) {
    if (text_.size() < text_start_max) starts_.push_back(static_cast<std::uint32_t>(text_.size()));
    text_ += choose(phrases.subjects, state);
    text_ += ' ';
    text_ += choose(phrases.verbs, state);
    text_ += ' ';
    text_ += choose(phrases.objects, state);
    text_ += ' ';
    text_ += choose(phrases.circumstances, state);
    text_ += ". ";
  }
}

}  // namespace eventstore
