#include "core/tool/output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/standard_streams.hpp"

namespace eventstore {

namespace fs = std::filesystem;

namespace {

constexpr int poll_ms = 100;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Failure(fmt::format("cannot write {}: {}", path, why));
}

/// The descriptor that a path names as Linux does; it may be a link to a file, which must not be
/// replaced while others write to it.
std::optional<int> named_descriptor(const std::string& path) {
  if (path == OutputFile::standard_output || path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int descriptor = -1;
    const char* const end = path.data() + path.size();
    const auto [last, error] = std::from_chars(path.data() + folder.size(), end, descriptor);
    return error == std::errc{} && last == end ? descriptor : -1;
  }
  return std::nullopt;
}

/// The path behind all symbolic links, of which the last may name a file that is yet to be made.
std::string link_target(const std::string& path) {
  constexpr int max_links = 40;  // As Linux.
  fs::path target{path};
  for (int links = 0; links < max_links; ++links) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(target, error))) return target.string();
    const fs::path next = fs::read_symlink(target, error);
    if (error) refuse(path, error.message());
    target = next.is_absolute() ? next : target.parent_path() / next;
  }
  refuse(path, std::generic_category().message(ELOOP));
}

/// Twelve letters and digits.
std::string random_name() {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> pick{0, letters.size() - 1};
  std::string name(12, ' ');
  std::generate(name.begin(), name.end(), [&] { return letters[pick(device)]; });
  return name;
}

}  // namespace

OutputPlace output_place(const std::string& path) {
  if (const auto descriptor = named_descriptor(path)) {
    if (*descriptor < 0) refuse(path, "that is no open file");
    return {.kind = OutputPlace::Kind::descriptor, .path = path, .descriptor = *descriptor};
  }
  const std::string target = link_target(path);
  std::error_code ignored;  // What cannot be looked at is complained about when it is opened.
  switch (fs::status(target, ignored).type()) {
    case fs::file_type::directory:
      refuse(path, "it is a directory");
    case fs::file_type::block:
      refuse(path, "it is a block device, whose content would be lost");
    case fs::file_type::socket:
      refuse(path, "it is a socket");
    case fs::file_type::fifo:
    case fs::file_type::character:
      return {.kind = OutputPlace::Kind::stream, .path = target, .descriptor = -1};
    default:
      return {.kind = OutputPlace::Kind::file, .path = target, .descriptor = -1};
  }
}

bool OutputFile::is_stream(const std::string& path) {
  return output_place(path).kind != OutputPlace::Kind::file;
}

OutputFile::OutputFile(const std::string& path) : path_(path), place_(output_place(path)) {
  switch (place_.kind) {
    case OutputPlace::Kind::descriptor:
      descriptor_ = place_.descriptor == STDOUT_FILENO
                        ? take_standard_output()
                        : ::fcntl(place_.descriptor, F_DUPFD_CLOEXEC, 3);
      if (descriptor_ < 0) fail(errno);
      return;
    case OutputPlace::Kind::stream:
      open_pipe();
      return;
    case OutputPlace::Kind::file:
      make_part();
  }
}

/// A named pipe without a reader refuses who does not wait, and holds who does, signals or not.
void OutputFile::open_pipe() {
  while (true) {
    descriptor_ = ::open(place_.path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor_ >= 0) return;
    if (errno != ENXIO && errno != EINTR) fail(errno);
    stop_if_interrupted();
    ::poll(nullptr, 0, poll_ms);
  }
}

void OutputFile::make_part() {
  const fs::path target{place_.path};
  std::error_code ignored;  // A folder that cannot be made is what `open` complains about.
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), ignored);
  struct stat replaced {};
  const bool exists = ::stat(target.c_str(), &replaced) == 0;
  if (exists && ::access(target.c_str(), W_OK) != 0) fail(errno);
  for (int attempt = 0; descriptor_ < 0 && attempt < 100; ++attempt) {
    part_ = fmt::format("{}.{}.part", place_.path, random_name());
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) {
      part_.clear();
      fail(errno);
    }
  }
  if (descriptor_ < 0) fail(EEXIST);
  left_.emplace(fmt::format("unfinished output: rm '{}'", part_));
  // Who may read the file that is replaced may read this one; only root may give it away.
  if (exists) {
    [[maybe_unused]] const int owned = ::fchown(descriptor_, replaced.st_uid, replaced.st_gid);
    ::fchmod(descriptor_, replaced.st_mode & 0777U);
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!part_.empty()) ::unlink(part_.c_str());
}

void OutputFile::fail(int error) const {
  const std::string reason = std::generic_category().message(error);
  const std::string name = path_ == standard_output ? "standard output" : path_;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    throw Failure(
        fmt::format("cannot write {}: {}; make room there, or name another file", name, reason));
  }
  if (error == EPIPE) throw Failure(fmt::format("{}: its reader went away before the end", name));
  throw Failure(fmt::format("cannot write {}: {}; name another file", name, reason));
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (place_.kind != OutputPlace::Kind::file) {
      // So a signal ends the wait for a reader that takes nothing.
      pollfd output{.fd = descriptor_, .events = POLLOUT, .revents = 0};
      while (::poll(&output, 1, poll_ms) == 0) stop_if_interrupted();
    }
    const ssize_t taken = ::write(descriptor_, bytes.data(), bytes.size());
    if (taken < 0) {
      if (errno == EAGAIN || errno == EINTR) {
        stop_if_interrupted();
        continue;
      }
      fail(errno);
    }
    bytes_ += taken;
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  }
}

void OutputFile::close() {
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) fail(errno);
}

void OutputFile::publish() {
  if (part_.empty()) return;
  if (::rename(part_.c_str(), place_.path.c_str()) != 0) fail(errno);
  part_.clear();
  left_.reset();
}

void write_text_file(const std::string& text, const std::string& path) {
  OutputFile file{path};
  file.write(text);
  file.close();
  file.publish();
}

}  // namespace eventstore
