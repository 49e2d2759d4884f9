#include "core/tool/left_behind.hpp"

#include <mutex>
#include <utility>

namespace eventstore {

namespace {

struct Sentences {
  std::mutex mutex;
  std::list<std::string> all;
};

/// Never destroyed: a thread may still ask while the process ends.
Sentences& sentences() {
  static auto* const instance = new Sentences;
  return *instance;
}

}  // namespace

LeftBehind::LeftBehind(std::string sentence) {
  Sentences& known = sentences();
  const std::lock_guard lock{known.mutex};
  place_ = known.all.insert(known.all.end(), std::move(sentence));
}

LeftBehind::~LeftBehind() {
  Sentences& known = sentences();
  const std::lock_guard lock{known.mutex};
  known.all.erase(place_);
}

std::string left_behind() {
  Sentences& known = sentences();
  const std::lock_guard lock{known.mutex};
  std::string text;
  for (const std::string& sentence : known.all) text += sentence + '\n';
  return text;
}

}  // namespace eventstore
