// What libFuzzer calls; compiled once for each target.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // libFuzzer's bytes are the text.
  eventstore::fuzz::EVENTSTORE_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
