// A file that is written from its beginning to its end and gets its name only when it is complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/tool/left_behind.hpp"

namespace eventstore {

/// How to write to the file that a path names.
struct OutputPlace {
  enum class Kind : std::uint8_t {
    file,        ///< A regular file, or one that is yet to be made: replaced when it is complete.
    stream,      ///< A pipe or a character device: written through.
    descriptor,  ///< "-", /dev/stdout, /dev/stderr or /dev/fd/N: written through.
  };
  Kind kind = Kind::file;
  std::string path;     ///< Of `file` and `stream`: with every symbolic link followed.
  int descriptor = -1;  ///< Of `descriptor`.
};

/// Throws Failure for what cannot be written to: a directory, a block device, a socket, a loop of
/// symbolic links.
[[nodiscard]] OutputPlace output_place(const std::string& path);

/// A regular file is written beside its place, under a name that cannot be foretold and ends with
/// ".part"; the destructor removes it unless `publish` was called.  Links and the file's mode stay.
class OutputFile {
 public:
  static constexpr std::string_view standard_output = "-";

  /// Whether bytes go straight to a reader, so that there is no file to be replaced: "-", a pipe, a
  /// character device.
  [[nodiscard]] static bool is_stream(const std::string& path);

  /// Makes the folders that `path` needs.  For "-", standard output becomes standard error from now
  /// on, so that nothing else is printed between the bytes.  Waits for the reader of a named pipe.
  /// Throws Failure, Interrupted.
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Throws Failure with one sentence; Interrupted while a reader takes nothing.
  void write(std::string_view bytes);

  /// Throws Failure where a byte was not taken.
  void close();

  /// Gives the closed file its name in place of the file that has it.  Throws Failure.
  void publish();

  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  [[noreturn]] void fail(int error) const;
  void open_pipe();
  void make_part();

  std::string path_;  ///< As it was given.
  OutputPlace place_;
  std::string part_;  ///< What is written; empty for a stream.
  std::optional<LeftBehind> left_;
  int descriptor_ = -1;
  std::int64_t bytes_ = 0;
};

/// Writes a whole file.  Throws Failure with one sentence, Interrupted.
void write_text_file(const std::string& text, const std::string& path);

}  // namespace eventstore
