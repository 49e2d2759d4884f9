// A file that is written from its beginning to its end, and has its name only when it is complete.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eventstore::seed {

/// "<path>.part" until `publish`; the destructor removes it when that was never called.  What is no
/// regular file (a pipe, /dev/null) is written to directly.
class OutputFile {
 public:
  static constexpr std::string_view standard_output = "-";

  /// Whether `path` is a place to write to that has no name to be given: "-", a pipe, a device.
  [[nodiscard]] static bool is_stream(const std::string& path);

  /// Makes the directories that `path` needs.
  /// "-": standard output, on which nothing else is printed from now on: what is said there goes to
  /// standard error.  Throws Failure.
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Throws Failure with one sentence.
  void write(std::string_view bytes);

  /// After the last write: now it is known that all bytes were taken.  Throws Failure.
  void close();

  /// Gives the closed file its name, whatever has it now.  Throws Failure.
  void publish();

  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  [[noreturn]] void fail(int error) const;

  std::string path_;
  std::string written_path_;  ///< Empty for a stream.
  int descriptor_ = -1;
  std::int64_t bytes_ = 0;
};

}  // namespace eventstore::seed
