// What a written file replaces, and what it never replaces.
#include "core/tool/output_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

std::size_t files_in(const tests::TemporaryDirectory& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator{directory.path()}, fs::directory_iterator{}));
}

}  // namespace

TEST_CASE("a file keeps its links and its mode when it is replaced", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "real"} << "old";
  fs::permissions(directory / "real", fs::perms{0600});
  fs::create_symlink("real", directory / "link");
  fs::create_symlink("not yet", directory / "dangling");
  write_text_file("new", directory / "link");
  write_text_file("made", directory / "dangling");

  CHECK(tests::file_text(directory / "real") == "new");
  CHECK(fs::status(directory / "real").permissions() == fs::perms{0600});
  CHECK(fs::is_symlink(directory / "link"));
  CHECK(fs::is_symlink(directory / "dangling"));
  CHECK(tests::file_text(directory / "not yet") == "made");
  CHECK(files_in(directory) == 4);
}

TEST_CASE("a named pipe is written through, whenever its reader comes", "[unit]") {
  const tests::TemporaryDirectory directory;
  const std::string pipe = directory / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string text(300'000, 'x');  // More than a pipe holds.
  std::thread writer{[&] { write_text_file(text, pipe); }};
  const std::string read = tests::file_text(pipe);
  writer.join();

  CHECK(read == text);
  CHECK(fs::is_fifo(pipe));
  CHECK(files_in(directory) == 1);
}

TEST_CASE("a full device is named, and stays a device", "[unit]") {
  CHECK_THROWS_MATCHES(write_text_file("x", "/dev/full"), Failure,
                       MessageMatches(ContainsSubstring("/dev/full: No space left on device")));
  CHECK(fs::is_character_file("/dev/full"));
  write_text_file("x", "/dev/null");
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("what is not published is removed, under a name that nobody can foretell", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::string first;
  for (int i = 0; i < 2; ++i) {
    OutputFile file{directory / "out"};
    file.write("half");
    const std::string part = fs::directory_iterator {
      directory.path()
      } -> path().filename();
    CHECK_THAT(part, Catch::Matchers::StartsWith("out.") && Catch::Matchers::EndsWith(".part"));
    CHECK(part != first);
    first = part;
  }
  CHECK(files_in(directory) == 0);
}

TEST_CASE("a directory, a socket and a file without the right to write are refused", "[unit]") {
  const tests::TemporaryDirectory directory;
  CHECK_THROWS_MATCHES(write_text_file("x", directory.path()), Failure,
                       MessageMatches(ContainsSubstring("it is a directory")));
  // Nobody may write there, not even root.
  CHECK_THROWS_AS(write_text_file("x", "/proc/self/status"), Failure);
}

TEST_CASE("a block device and a socket are refused as outputs, and stay as they are", "[unit]") {
  const tests::TemporaryDirectory directory;
  const std::string path = directory / "place";
  SECTION("a socket") {
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    CHECK_THROWS_WITH(write_text_file("new", path), ContainsSubstring("it is a socket"));
    close(listener);
    CHECK(fs::is_socket(path));
  }
  SECTION("a block device, also behind a link") {
    // Of a driver that is not there: nobody opens it.
    if (mknod(path.c_str(), S_IFBLK | 0600, makedev(254, 254)) != 0) SKIP("no right to make one");
    fs::create_symlink("place", directory / "link");
    const auto refused = ContainsSubstring("it is a block device");
    CHECK_THROWS_WITH(write_text_file("new", path), refused);
    CHECK_THROWS_WITH(write_text_file("new", directory / "link"), refused);
    CHECK(fs::is_block_file(path));
  }
}

}  // namespace eventstore
