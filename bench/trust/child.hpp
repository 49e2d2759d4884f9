// A program that runs beside us, can be paused, and never outlives us.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace eventstore::trust {

/// A directory of our own below the system's temporary one, removed with what is in it.
class ScratchDirectory {
 public:
  /// Throws Failure.
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class Child {
 public:
  /// Variables by name, set beside ours or in place of them.
  using Environment = std::map<std::string, std::string>;

  /// Starts `command`, whose first word is a path, with stdin empty and its output in a file.
  /// Ctrl-C at our terminal does not reach it.  Throws Failure when it cannot be started.
  Child(const std::vector<std::string>& command, const std::filesystem::path& output_file,
        const Environment& environment = {});
  /// Kills it when it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void pause() const;
  void resume() const;

  [[nodiscard]] bool has_ended();
  /// Waits for its end; throws Interrupted when a signal comes first.  The exit code, or 128 + the
  /// signal's number.
  int wait();

  /// What it has written so far.
  [[nodiscard]] std::string output() const;

 private:
  std::filesystem::path output_file_;
  pid_t pid_ = 0;
  std::optional<int> exit_code_;
};

}  // namespace eventstore::trust
