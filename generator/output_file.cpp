#include "generator/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace fs = std::filesystem;

namespace {

/// A descriptor of its own for what is standard output now; standard output becomes standard error.
int take_standard_output() {
  std::fflush(stdout);
  const int taken = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (taken >= 0 && ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return -1;
  return taken;
}

}  // namespace

bool OutputFile::is_stream(const std::string& path) {
  if (path == standard_output) return true;
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

OutputFile::OutputFile(const std::string& path) : path_(path) {
  if (path == standard_output) {
    descriptor_ = take_standard_output();
  } else if (is_stream(path)) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    written_path_ = path + ".part";
    std::error_code ignored;  // What is in the way is what `open` complains about.
    fs::create_directories(fs::path{path}.parent_path(), ignored);
    descriptor_ = ::open(written_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  }
  if (descriptor_ < 0) fail(errno);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!written_path_.empty()) ::unlink(written_path_.c_str());
}

void OutputFile::fail(int error) const {
  const std::string reason = std::generic_category().message(error);
  const std::string name = path_ == standard_output ? "standard output" : path_;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    throw Failure(fmt::format("cannot write {}: {}; make room there, or name another --output",
                              name, reason));
  }
  if (error == EPIPE) throw Failure(fmt::format("{}: its reader went away before the end", name));
  throw Failure(fmt::format("cannot write {}: {}; name another --output", name, reason));
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t taken = ::write(descriptor_, bytes.data(), bytes.size());
    if (taken < 0) {
      if (errno == EINTR) continue;
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
  if (written_path_.empty()) return;
  if (::rename(written_path_.c_str(), path_.c_str()) != 0) fail(errno);
  written_path_.clear();
}

}  // namespace eventstore::seed
