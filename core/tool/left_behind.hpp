// What a process that is ended before it has cleaned up leaves behind.
#pragma once

#include <list>
#include <string>

namespace eventstore {

/// A thing that has to be removed or put back, from when it is made until this object ends.
class LeftBehind {
 public:
  /// `sentence`: what it is, and the command that removes it.
  explicit LeftBehind(std::string sentence);
  ~LeftBehind();
  LeftBehind(const LeftBehind&) = delete;
  LeftBehind& operator=(const LeftBehind&) = delete;

 private:
  std::list<std::string>::iterator place_;
};

/// The sentences of all that live, one on each line; from any thread.
[[nodiscard]] std::string left_behind();

}  // namespace eventstore
