// Between a folder of inputs, as libFuzzer has them, and the file in which a target keeps them.
//
//   pack_inputs --unpack FILE FOLDER   one file in FOLDER for each line of FILE
//   pack_inputs --pack FOLDER FILE     FILE anew, shortest inputs first, up to 100 kB of them

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tests/fuzz/kept_inputs.hpp"
#include "tests/support/file_text.hpp"

namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  if (!(file << text) || !file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void unpack(const fs::path& file, const fs::path& folder) {
  fs::create_directories(folder);
  std::size_t number = 0;
  for (const auto& input :
       eventstore::fuzz::parse_kept_inputs(eventstore::tests::file_text(file))) {
    write(folder / ("kept-" + std::to_string(++number)), input);
  }
}

void pack(const fs::path& folder, const fs::path& file) {
  std::vector<std::string> inputs;
  for (const auto& entry : fs::directory_iterator{folder}) {
    inputs.push_back(eventstore::tests::file_text(entry.path()));
  }
  std::sort(inputs.begin(), inputs.end(), [](const std::string& one, const std::string& other) {
    return std::tuple{one.size(), one} < std::tuple{other.size(), other};
  });
  constexpr std::size_t most_bytes = 100'000;
  std::size_t bytes = 0;
  const auto is_too_much = [&bytes](const std::string& input) {
    return (bytes += input.size()) > most_bytes;
  };
  inputs.erase(std::find_if(inputs.begin(), inputs.end(), is_too_much), inputs.end());
  write(file, eventstore::fuzz::text_of_kept_inputs(inputs));
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 3 || (arguments[0] != "--pack" && arguments[0] != "--unpack")) {
    std::cerr << "usage: pack_inputs --unpack FILE FOLDER | --pack FOLDER FILE\n";
    return 2;
  }
  (arguments[0] == "--pack" ? pack : unpack)(arguments[1], arguments[2]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << "\n";
  return 1;
}
