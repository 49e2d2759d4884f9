// What takes text of others, as functions that are called with one input after the other: by
// libFuzzer (entry.cpp, the preset "fuzz") and by a unit test with the inputs that fuzzing kept.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/tool/errors.hpp"

namespace eventstore::fuzz {

/// The code under test did not do what it promises.
class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws BrokenPromise unless `is_kept`.
void require(bool is_kept, std::string_view promise, std::string_view detail = {});

/// Calls `read`.  Returns what it said where it refused its input (UsageError, Failure); nothing
/// where it took it.  Whatever else it throws gets out: that is no sentence for a user.
template <typename Read>
[[nodiscard]] std::optional<std::string> refusal_of(const Read& read) {
  try {
    read();
  } catch (const UsageError& refusal) {
    return refusal.what();
  } catch (const Failure& refusal) {
    return refusal.what();
  }
  return {};
}

/// Requires that a refusal says something, and begins with `file`.
void require_sentence(const std::optional<std::string>& refusal, std::string_view file = {});

/// Requires that a refusal is no message of the JSON library, unless `input` brought one along.
void require_own_words(const std::optional<std::string>& refusal, std::string_view input);

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);  ///< Throws where the input finds a fault.
};

// Of these, each stands for a kind of input.
void operation_file(std::string_view input);
void sql_script(std::string_view input);
void store_profile(std::string_view input);
void accepted_changes(std::string_view input);
void baseline(std::string_view input);
void scenario(std::string_view input);
void threshold(std::string_view input);
void document(std::string_view input);
void plan(std::string_view input);
void captured_log(std::string_view input);
void log_wrappings(std::string_view input);
void token(std::string_view input);
void connection_string(std::string_view input);
void quantity(std::string_view input);

/// All of them.
[[nodiscard]] std::span<const Target> targets();

}  // namespace eventstore::fuzz
